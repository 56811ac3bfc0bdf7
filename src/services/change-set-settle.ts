import type { Problem } from '../dns/problem.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import type { ChangeRecord, ChangeSet, ChangeSets, Lease, Settlement } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { changeSetActivities } from './change-set-activities.ts'
import { endError, settled, settlementOf } from './change-set-end.ts'
import { resultsFromStore, storedResults } from './change-set-results.ts'
import type { WriteUnit } from './change-set-unit.ts'
import type { EngineDeps } from './engine-deps.ts'
import { keep } from './write-ledger.ts'

/** How a unit ends: what became of its changes, and what stood against them. */
export interface UnitEnd {
  unit: WriteUnit
  results: readonly IntentResult[]
  records: readonly ChangeRecord[]
  problems: readonly Problem[]
  /** What the caller is told where nothing was done; made of the problems without it. */
  error?: unknown
}

/** Where ends are stored: under the zone's lease, if there still is a zone. */
export interface SettlePlace {
  deps: EngineDeps
  domain: string
  lease?: Lease
}

/** Stores the ends in one transaction, and then tells whoever waits. What somebody else has settled ends as they have said. */
export async function endAll(place: SettlePlace, ends: readonly UnitEnd[]): Promise<void> {
  if (ends.length === 0) return
  const { deps, domain, lease } = place
  const now = deps.now()
  const settlements = ends.map(({ unit, records, problems }) => settlementOf(unit, records, now, problems))
  const activities = ends.flatMap(({ unit, records }) => changeSetActivities(unit.changeSet, records, { domain, now }))
  await deps.checkpoint('before-settle')
  if (await deps.store.changeSets.settle({ activities, settlements, ...(lease && { lease }) })) {
    await deps.checkpoint('settled')
    for (const [index, end] of ends.entries()) tell(deps, end, settlements[index]!)
    return
  }
  if (ends.length > 1) for (const end of ends) await endAll(place, [end])
  else await answerFromStore(deps, ends[0]!.unit)
}

/** Tells the end of a unit that is stored already. */
export function tell(deps: EngineDeps, { unit, results, records, problems, error }: UnitEnd, end: Settlement): void {
  const changeSet = settled(unit.changeSet, end, records.length)
  if (changeSet.status === 'failed') {
    unit.refuse(error ?? endError(problems, records))
  } else unit.answer({ changeSet, results: storedResults(results, records), outcomes: [...records] })
  deps.recorder.settled(end.status, Math.max(0, end.settledAt - changeSet.createdAt) / 1000)
  if (unit.isAdopted) publishSettled(deps, changeSet)
}

function publishSettled({ store, log }: EngineDeps, { id, zoneId }: ChangeSet): void {
  store.notices.publish({ kind: 'settled', changeSetId: id, zoneId }).catch(err => {
    // Whoever waits for it looks by themselves every second.
    log.debug({ err, zoneId }, 'a notice could not be published')
  })
}

/** Gives a change set that was found pending back what is kept of it already. */
export async function recallChanges({ changeSets }: Pick<Store, 'changeSets'>, unit: WriteUnit): Promise<void> {
  if (unit.changeSet.done > 0) keep(unit, await changesOf(changeSets, unit.changeSet.id))
}

/** Tells what the store says of a unit that somebody else has settled. False while it is pending. */
export async function answerFromStore({ store }: EngineDeps, unit: WriteUnit): Promise<boolean> {
  const { zoneId, id, intents } = unit.changeSet
  const stored = await store.changeSets.get(zoneId, id)
  if (stored === undefined) throw new Error(`the change set ${id} is gone from the store`)
  if (stored.status === 'pending') return false
  const outcomes = await changesOf(store.changeSets, id)
  const changeSet = { ...stored, intents }
  if (stored.status === 'failed') unit.refuse(endError(stored.problems, outcomes))
  else unit.answer({ changeSet, results: resultsFromStore(changeSet, outcomes), outcomes })
  return true
}

const pageSize = 1_000

async function changesOf(changeSets: ChangeSets, id: number): Promise<ChangeRecord[]> {
  const all: ChangeRecord[] = []
  for (let after: number | undefined; ; after = all.at(-1)?.position) {
    const page = await changeSets.changes(id, { limit: pageSize, ...(after !== undefined && { after }) })
    all.push(...page)
    if (page.length < pageSize) return all
  }
}
