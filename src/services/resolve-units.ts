import type { Name, RRset } from '../dns/rrset.ts'
import { setOf } from '../plan/change.ts'
import { intentIndex } from '../plan/placed-changes.ts'
import { targetOf } from '../plan/resolve.ts'
import { type OwnerResult, type ResolvedAll, resolveAll, type ZoneRules } from '../plan/resolve-all.ts'
import type { Intent } from '../plan/types.ts'
import type { WriteUnit } from './change-set-unit.ts'

/** The names whose sets must be known to resolve what the units want. */
export function namesOf(units: readonly WriteUnit[]): Name[] {
  return [...new Set(units.flatMap(({ changeSet }) => changeSet.intents.map(intent => targetOf(intent).name)))]
}

/** One plan for what is left to do of all units, with a result for each intent of each. What was made stays made. */
export function resolveUnits(
  units: readonly WriteUnit[],
  current: readonly RRset[],
  rules: ZoneRules,
): ResolvedAll<WriteUnit> {
  const places = units.map(unit => [...unit.changeSet.intents.keys()].filter(index => isOpen(unit, index)))
  const requests = units.map((owner, index) => ({
    owner,
    intents: places[index]!.map(place => leftOf(owner, place)),
  }))
  const plan = resolveAll(requests, current, rules)
  return { changes: plan.changes, owners: plan.owners.map((result, index) => spread(result, places[index]!)) }
}

/** What had to hold before anything was made of a change set held then; its own changes may have ended that. */
function isOpen({ changeSet, made }: WriteUnit, index: number): boolean {
  return !made.has(index) && !(made.size > 0 && changeSet.intents[index]?.op === 'require')
}

/** Of a name that is being cleared the sets that have gone already may be others' new ones by now. */
function leftOf({ changeSet, made }: WriteUnit, place: number): Intent {
  const intent = changeSet.intents[place]!
  if (intent.op !== 'clear' || made.size === 0) return intent
  const gone = [...made.values()].flatMap(({ position, change }) =>
    intentIndex(position) === place ? [setOf(change).type] : [],
  )
  return { ...intent, except: [...intent.except, ...gone] }
}

/** Back to the places that the intents have in the change set. */
function spread(result: OwnerResult<WriteUnit>, places: readonly number[]): OwnerResult<WriteUnit> {
  const { owner, accepted, intents, problems } = result
  const { length } = owner.changeSet.intents
  if (places.length === length) return result
  const results = new Map(places.map((place, index) => [place, intents[index]]))
  return {
    owner,
    accepted,
    intents: Array.from({ length }, (_, place) => results.get(place) ?? { resolution: { status: 'unchanged' } }),
    problems: problems.map(({ intent, problem }) => ({ intent: places[intent] ?? 0, problem })),
  }
}
