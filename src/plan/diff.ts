import type { RRset } from '../dns/rrset.ts'
import { changeBetween } from './change.ts'
import { order } from './order.ts'
import { setKey } from './set-key.ts'
import type { Change } from './types.ts'

/**
 * What leads from the sets that are there to those that are wanted, in the order to do it in. Both lists hold a set once.
 * Sets that `managed` is false of are left as they are, in whichever list they stand; without it all are looked at.
 */
export function diff(
  current: readonly RRset[],
  desired: readonly RRset[],
  options: { managed?: (set: RRset) => boolean } = {},
): Change[] {
  const managed = options.managed ?? (() => true)
  const before = new Map(current.filter(managed).map(set => [setKey(set), set]))
  const after = new Map(desired.filter(managed).map(set => [setKey(set), set]))
  const keys = new Set([...before.keys(), ...after.keys()])
  return order([...keys].flatMap(key => changeBetween(before.get(key), after.get(key)) ?? []))
}
