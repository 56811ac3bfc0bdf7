import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import { intentIndex } from '../plan/placed-changes.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { NewActivity } from '../store/store.ts'

/** More changes than this are one line in the activities; the change set has them all. */
const maxRows = 100

/** What the activities tell of a change set: a row for each change that was made, or one for all where there are many. */
export function changeSetActivities(
  changeSet: ChangeSet,
  changes: readonly ChangeRecord[],
  { domain, now }: { domain: string; now: number },
): NewActivity[] {
  const made = changes.filter(change => change.status === 'applied')
  const origin = originOf(changeSet, now)
  if (made.length === 0) return []
  if (changeSet.kind === 'import' || made.length > maxRows) {
    const after = { changeSetId: changeSet.id, changes: made.length }
    return [{ ...origin, action: `record_set.${changeSet.kind}`, subject: domain, before: null, after }]
  }
  return made.map(({ position, change }) => {
    const { name, type } = setOf(change)
    const verb = changeSet.kind === 'revert' ? 'revert' : verbOf(changeSet.intents[intentIndex(position)], change)
    return {
      ...origin,
      action: `record_set.${verb}`,
      subject: `${name} ${type}`,
      before: beforeOf(change) ?? null,
      after: afterOf(change) ?? null,
    }
  })
}

/** What an edit or the clearing of a name has done to the set is said in the words of the other ways to do it. */
function verbOf(intent: Intent | undefined, change: Change): string {
  if (intent !== undefined && intent.op !== 'edit' && intent.op !== 'clear') return intent.op
  return change.op === 'delete' ? 'delete' : 'put'
}

type Origin = Omit<NewActivity, 'action' | 'subject' | 'before' | 'after'>

function originOf(changeSet: ChangeSet, now: number): Origin {
  const { workspaceId, projectId, environmentId, zoneId, actorKind, actorId, actorName, requestId, address } = changeSet
  return {
    workspaceId,
    projectId,
    environmentId,
    resourceId: zoneId,
    actorKind,
    actorId,
    actorName,
    requestId,
    address,
    now,
  }
}
