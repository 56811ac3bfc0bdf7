import type { ChangeOutcome, ChangesBody, SubmittedData, WantedChange } from '../contract/changes.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import { afterOf, beforeOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import type { Intent } from '../plan/types.ts'
import type { ChangeRecord } from '../store/history.ts'
import { changeSetData, failureData, setDataOrNull } from './change-set-data.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { parseChanges } from './parse-changes.ts'
import { factsOf } from './parse-record-set.ts'
import { submitListed } from './plan-changes.ts'
import { prepareWait, type Wanted } from './wait-until-served.ts'
import type { Submitted } from './zone-writers.ts'

/**
 * Makes many changes as one change set: all of them, or none where the provider can do that. Answers once they're settled,
 * with one outcome for each.
 */
export async function submitChanges(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body, wait }: { id: string; body: ChangesBody; wait?: Wanted },
): Promise<{ data: SubmittedData; inSync?: boolean }> {
  const zone = await findZone(deps, place, id)
  const intents = parseChanges(body.changes, factsOf(deps, zone))
  const untilServed = await prepareWait(deps, zone, wait)
  const submitted = await submitListed(deps, zone, {
    kind: 'write',
    intents,
    caller,
    workspaceId: place.workspaceId,
    confirm: body.confirm ?? false,
    ...(body.comment === undefined ? {} : { comment: body.comment }),
  })
  const outcomes = outcomesOf(body.changes, intents, submitted)
  const data = { dryRun: false as const, ...changeSetData(submitted.changeSet), outcomes }
  return { data, ...(await untilServed(submitted.outcomes)) }
}

function outcomesOf(
  changes: readonly WantedChange[],
  intents: readonly Intent[],
  { results, outcomes }: Submitted,
): ChangeOutcome[] {
  const records = new Map(outcomes.map(record => [record.position, record]))
  return intents.map((intent, index) => {
    const { name, type } = targetOf(intent)
    const { action } = changes[index]!
    const id = { action, name: nameWithoutFinalDot(name), type }
    const record = records.get(index)
    if (record !== undefined) return { ...id, ...outcomeOf(record) }
    const there = setDataOrNull(results[index]?.stored)
    return { ...id, status: 'unchanged', before: there, after: there, failure: null, receipt: null }
  })
}

function outcomeOf({
  status,
  change,
  failure,
  receipt,
}: ChangeRecord): Omit<ChangeOutcome, 'action' | 'name' | 'type'> {
  return {
    status,
    before: setDataOrNull(beforeOf(change)),
    after: setDataOrNull(afterOf(change)),
    failure: failureData(failure),
    receipt,
  }
}
