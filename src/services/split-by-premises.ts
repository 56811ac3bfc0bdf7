import type { Name } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import type { WriteUnit } from './change-set-unit.ts'

/**
 * Units with prerequisites at names that those before them write to go later: whether these hold can be told only when what was to
 * be written there has been written.
 */
export function splitByPremises(units: readonly WriteUnit[]): [now: readonly WriteUnit[], later: readonly WriteUnit[]] {
  if (units.length < 2 || !units.some(unit => premisesOf(unit).length > 0)) return [units, []]
  const written = new Set<Name>()
  const [now, later]: [WriteUnit[], WriteUnit[]] = [[], []]
  for (const unit of units) {
    ;(premisesOf(unit).some(name => written.has(name)) ? later : now).push(unit)
    for (const name of namesWritten(unit)) written.add(name)
  }
  return [now, later]
}

function premisesOf({ changeSet }: WriteUnit): Name[] {
  return changeSet.intents.flatMap(intent => (intent.op === 'require' ? [intent.name] : []))
}

function namesWritten({ changeSet }: WriteUnit): Name[] {
  return changeSet.intents.flatMap(intent => (intent.op === 'require' ? [] : [targetOf(intent).name]))
}
