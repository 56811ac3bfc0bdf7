import type { RRset } from '../dns/rrset.ts'
import { beforeOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Intent } from '../plan/types.ts'

/**
 * Of a change set that may have been sent before, the intents that are still to be done, with their indexes. Those whose effect
 * is there already count as done, where strictly they would be refused:
 *
 *     intent              is done where
 *     create [a]          the set is exactly [a]
 *     delete              there is no such set
 *     remove [a]          the set holds none of the values, or there is no such set
 *     undo [a] → [b]      the set is exactly [a]
 *
 * `put` and `add` come to no change by themselves where they're done. Of several intents that touch one set only the last one's
 * effect can be seen: all of them are done where that is there, and none otherwise. What another caller has done to the set since
 * can't be told from not having been sent; then the intent is resolved as strictly as ever.
 */
export function stillToDo(intents: readonly Intent[], current: readonly RRset[]): { index: number; intent: Intent }[] {
  const sets = new Map(current.map(set => [setKey(set), set]))
  const bySet = Map.groupBy(intents.entries(), ([, intent]) => setKey(targetOf(intent)))
  const left = [...bySet].flatMap(([key, entries]) => {
    const [, last] = entries.at(-1) ?? []
    return last !== undefined && isDone(last, sets.get(key)) ? [] : entries
  })
  return left.sort(([one], [other]) => one - other).map(([index, intent]) => ({ index, intent }))
}

function isDone(intent: Intent, current: RRset | undefined): boolean {
  switch (intent.op) {
    case 'put':
    case 'create':
      return isSame(current, intent.rrset)
    case 'delete':
      return current === undefined
    case 'add':
      return current?.ttl === intent.ttl && intent.records.every(record => current.records.includes(record))
    case 'remove':
      return current === undefined || !intent.records.some(record => current.records.includes(record))
    case 'undo':
      return isSame(current, beforeOf(intent.change))
  }
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}
