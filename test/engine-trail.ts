import type { RRset } from '../src/dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../src/plan/change.ts'
import { setKey } from '../src/plan/set-key.ts'
import type { Change } from '../src/plan/types.ts'

/**
 * What is wrong with the story that a zone's changes tell: from nothing but the sets in `first` they must lead, each going on
 * from where another one ended, to exactly the sets in `last`. In which order they were made is for them to show: what is
 * asked is whether there is one in which all of them fit together.
 */
export function flawsOf(first: readonly RRset[], changes: readonly Change[], last: readonly RRset[]): string[] {
  const byKey = Map.groupBy(changes, change => setKey(setOf(change)))
  const starts = new Map(first.map(set => [setKey(set), set]))
  const ends = new Map(last.map(set => [setKey(set), set]))
  const keys = new Set([...byKey.keys(), ...starts.keys(), ...ends.keys()])
  return [...keys].flatMap(key => {
    const steps = (byKey.get(key) ?? []).map(change => [stateOf(beforeOf(change)), stateOf(afterOf(change))] as const)
    const [start, end] = [stateOf(starts.get(key)), stateOf(ends.get(key))]
    return isTrail(steps, start, end)
      ? []
      : [`${key}: ${start} → ${end} by ${steps.map(step => step.join(' → ')).join(', ')}`]
  })
}

/** Each step once, end to end: as many steps lead into a state as out of it, but for the two ends; and all hang together. */
function isTrail(steps: readonly (readonly [string, string])[], start: string, end: string): boolean {
  const surplus = new Map<string, number>()
  const add = (state: string, amount: number) => surplus.set(state, (surplus.get(state) ?? 0) + amount)
  for (const [from, to] of [...steps, [end, start] as const]) {
    add(from, 1)
    add(to, -1)
  }
  return [...surplus.values()].every(amount => amount === 0) && reaches(start, steps)
}

function reaches(start: string, steps: readonly (readonly [string, string])[]): boolean {
  const seen = new Set([start])
  for (let before = 0; before < seen.size; ) {
    before = seen.size
    for (const [from, to] of steps) if (seen.has(from)) seen.add(to)
  }
  return steps.every(([from]) => seen.has(from))
}

function stateOf(set: RRset | undefined): string {
  return set === undefined ? 'nothing' : `${set.ttl} ${[...set.records].sort().join(' | ')}`
}
