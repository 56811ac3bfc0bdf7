import type { Name, RRset } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import { type OwnerResult, type ResolvedAll, resolveAll } from '../plan/resolve-all.ts'
import type { Intent } from '../plan/types.ts'
import type { Capabilities } from '../providers/provider.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { stillToDo } from './recover-intents.ts'

/** The names whose sets must be known to resolve what the units want. */
export function namesOf(units: readonly WriteUnit[]): Name[] {
  return [...new Set(units.flatMap(({ changeSet }) => changeSet.intents.map(intent => targetOf(intent).name)))]
}

/** One plan for all units, with a result for each intent of each; what may be a unit's own work already doesn't stand against it. */
export function resolveUnits(
  units: readonly WriteUnit[],
  current: readonly RRset[],
  { zone, service }: { zone: Name; service: Capabilities },
): ResolvedAll<WriteUnit> {
  const requests = units.map(unit => ({ owner: unit, todo: todoOf(unit, current, service) }))
  const plan = resolveAll(
    requests.map(({ owner, todo }) => ({ owner, intents: todo.map(({ intent }) => intent) })),
    current,
    { zone, service },
  )
  const owners = plan.owners.map((result, index) => spread(result, requests[index]?.todo ?? []))
  return { changes: plan.changes, owners }
}

interface Todo {
  index: number
  intent: Intent
}

function todoOf(unit: WriteUnit, current: readonly RRset[], service: Capabilities): Todo[] {
  const { intents } = unit.changeSet
  // What was made stays made: others may have gone on from there.
  if (mayBeThere(unit, service)) return stillToDo(intents, current).filter(({ index }) => !unit.made.has(index))
  return intents.map((intent, index) => ({ index, intent }))
}

/** A provider with a ledger has nothing of a pending set, unless that was too large for one commit. */
function mayBeThere({ maybeMade, made, changeSet }: WriteUnit, { ledger, batch }: Capabilities): boolean {
  return maybeMade && (!ledger || made.size > 0 || changeSet.intents.length > batch.maxChanges)
}

/** Back to the places that the intents have in the change set. */
function spread(result: OwnerResult<WriteUnit>, todo: readonly Todo[]): OwnerResult<WriteUnit> {
  const { owner, accepted, intents, problems } = result
  if (todo.length === owner.changeSet.intents.length) return result
  const places = new Map(todo.map(({ index }, place) => [index, intents[place]]))
  return {
    owner,
    accepted,
    intents: owner.changeSet.intents.map((_, index) => places.get(index) ?? { resolution: { status: 'unchanged' } }),
    problems: problems.map(({ intent, problem }) => ({ intent: todo[intent]?.index ?? 0, problem })),
  }
}
