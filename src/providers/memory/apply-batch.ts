import type { Name, RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey, setText } from '../../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import type { Capabilities } from '../provider.ts'
import type { Faults } from './faults.ts'

export type ZoneSets = ReadonlyMap<string, RRset>

export interface BatchRules {
  zone: Name
  atomic: boolean
  precondition: Capabilities['precondition']
  faults: Faults
  /** How many changes are made before the service breaks off. */
  cut: number | undefined
}

/** What a batch comes to: the zone afterwards, and one outcome for each change. */
export function applyBatch(
  sets: ZoneSets,
  batch: readonly Change[],
  rules: BatchRules,
): { sets: ZoneSets; outcomes: Outcome[] } {
  const draft = new Map(sets)
  const outcomes = batch.map((change, index): Outcome => {
    if (!rules.atomic && rules.cut !== undefined && index >= rules.cut) return breakOff(change, index === rules.cut)
    const failure = failureOf(draft, change, rules)
    if (failure !== undefined) return { status: 'failed', change, failure }
    make(draft, change)
    return { status: 'applied', change }
  })
  const worst = outcomes.find(outcome => outcome.status === 'failed')
  if (!rules.atomic || worst?.status !== 'failed') return { sets: draft, outcomes }
  return { sets, outcomes: refuseAll(outcomes, worst.failure, rules.faults) }
}

function breakOff(change: Change, isFirst: boolean): Outcome {
  if (!isFirst) return { status: 'skipped', change }
  return { status: 'failed', change, failure: { code: 'unavailable', message: 'the service broke off' } }
}

function failureOf(sets: ZoneSets, change: Change, { zone, precondition, faults }: BatchRules): Failure | undefined {
  const { name, type } = setOf(change)
  const rejection =
    name === zone && (type === 'SOA' || type === 'NS')
      ? { code: 'Managed', message: `${type} at ${zone} is the service's own` }
      : faults.rejects?.(change)
  if (rejection !== undefined) return { code: 'rejected', message: rejection.message, details: rejection }
  const there = sets.get(setKey(setOf(change)))
  if (precondition === 'none' || isSame(there, beforeOf(change))) return undefined
  return { code: 'conflict', message: `${setText({ name, type })} is not what the change expects` }
}

function make(sets: Map<string, RRset>, change: Change): void {
  const after = afterOf(change)
  if (after === undefined) sets.delete(setKey(setOf(change)))
  else sets.set(setKey(after), structuredClone(after))
}

/** Nothing was changed: whoever isn't blamed was skipped. */
function refuseAll(outcomes: readonly Outcome[], failure: Failure, { blamesBatch = false }: Faults): Outcome[] {
  return outcomes.map((outcome): Outcome => {
    const { change } = outcome
    if (blamesBatch) return { status: 'failed', change, failure }
    return outcome.status === 'failed' ? outcome : { status: 'skipped', change }
  })
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}
