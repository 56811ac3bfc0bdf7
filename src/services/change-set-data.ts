import type { ChangeData, ChangeSetData, PlanData, PlannedChange } from '../contract/changes.ts'
import { isoTime, isoTimeOrNull } from '../contract/time.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import type { Change, Failure } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import { recordSetData } from './record-set-data.ts'
import type { Plan } from './zone-writers.ts'

/** Change sets as the project API shows them. */
export function changeSetData(changeSet: ChangeSet): ChangeSetData {
  const { id, kind, status, comment, revertOf, actorKind, actorId, actorName, requestId, address } = changeSet
  const { idempotencyKey, problems, done, total, createdAt, settledAt } = changeSet
  return {
    id,
    kind,
    status,
    comment,
    revertOf,
    actor: { kind: actorKind, id: actorId, name: actorName },
    requestId,
    address,
    idempotencyKey,
    problems: [...problems],
    done,
    total,
    createdAt: isoTime(createdAt),
    settledAt: isoTimeOrNull(settledAt),
  }
}

export function changeData({ position, status, change, failure, receipt }: ChangeRecord): ChangeData {
  return { position, status, ...plannedChange(change), failure: failureData(failure), receipt }
}

export function planData({ changes, problems, dangers, atomic, calls }: Plan): PlanData {
  return { changes: changes.map(plannedChange), problems, dangers, atomic, calls }
}

/** Without how long to wait, which was of use only then. */
export function failureData(failure: Failure | null): ChangeData['failure'] {
  if (failure === null) return null
  const { code, message, details } = failure
  return details === undefined ? { code, message } : { code, message, details }
}

export function setDataOrNull(set: RRset | undefined): PlannedChange['before'] {
  return set === undefined ? null : recordSetData(set)
}

function plannedChange(change: Change): PlannedChange {
  const { name, type } = setOf(change)
  return {
    op: change.op,
    name: nameWithoutFinalDot(name),
    type,
    before: setDataOrNull(beforeOf(change)),
    after: setDataOrNull(afterOf(change)),
  }
}
