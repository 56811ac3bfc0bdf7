import type { Problem } from '../dns/problem.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import type { ChangeRecord, ChangeSet, ChangeSets, Lease, PlacedChange, Settlement } from '../store/history.ts'
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
  const tellOthers = ends.some(({ unit }) => unit.isAdopted)
  if (await deps.store.changeSets.settle({ activities, settlements, tellOthers, ...(lease && { lease }) })) {
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
}

/** Gives a change set that was found pending back what is kept of it already. */
export async function recallChanges({ changeSets }: Pick<Store, 'changeSets'>, unit: WriteUnit): Promise<void> {
  if (unit.changeSet.done === 0) return
  const changes = await changesOf(changeSets, [unit.changeSet.id])
  keep(
    unit,
    changes.map(({ record }) => record),
  )
}

/** Tells what the store says of a unit that somebody else has settled. False while it is pending. */
export async function answerFromStore({ store }: EngineDeps, unit: WriteUnit): Promise<boolean> {
  const { zoneId, id } = unit.changeSet
  const stored = await store.changeSets.get(zoneId, id)
  if (stored === undefined) throw new Error(`the change set ${id} is gone from the store`)
  if (stored.status === 'pending') return false
  answerAs(unit, stored, await changesOf(store.changeSets, [id]))
  return true
}

/** Tells what the store says of those of a zone's units that somebody else has settled; however many, with a query or two. */
export async function answerSettled(
  { store }: Pick<EngineDeps, 'store'>,
  zoneId: number,
  units: readonly WriteUnit[],
): Promise<void> {
  const byId = new Map(units.map(unit => [unit.changeSet.id, unit]))
  const ended = await store.changeSets.settledOf(zoneId, [...byId.keys()])
  if (ended.length === 0) return
  const ids = ended.map(({ id }) => id)
  const changes = Map.groupBy(await changesOf(store.changeSets, ids), ({ changeSetId }) => changeSetId)
  for (const changeSet of ended) answerAs(byId.get(changeSet.id)!, changeSet, changes.get(changeSet.id) ?? [])
}

function answerAs(unit: WriteUnit, stored: ChangeSet, changes: readonly PlacedChange[]): void {
  const changeSet = { ...stored, intents: unit.changeSet.intents }
  const outcomes = changes.map(({ record }) => record)
  if (stored.status === 'failed') unit.refuse(endError(stored.problems, outcomes))
  else unit.answer({ changeSet, results: resultsFromStore(changeSet, outcomes), outcomes })
}

const pageSize = 1_000

async function changesOf(changeSets: ChangeSets, ids: readonly number[]): Promise<PlacedChange[]> {
  const all: PlacedChange[] = []
  for (let after: PlacedChange | undefined; ; after = all.at(-1)) {
    const page = await changeSets.changesOf(ids, { limit: pageSize, ...(after !== undefined && { after }) })
    all.push(...page)
    if (page.length < pageSize) return all
  }
}
