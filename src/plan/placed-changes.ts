import { typeCode } from '../dns/record-types.ts'
import { setOf } from './change.ts'
import type { Change, Resolution } from './types.ts'

/** A change, and the place that it has among those of its change set. */
export interface PlacedChange {
  position: number
  change: Change
}

/** Room for every type of record at each place. */
const step = 0x1_0000

/**
 * The changes that intents have come to, given one result for each. A change's place is the index of its intent. Clearing a name comes
 * to several, one of a type: their places are made of the index and the type, so that they stay the same when what is left of
 * them is resolved once more.
 */
export function placedChanges(results: readonly { resolution: Resolution }[]): PlacedChange[] {
  return results.flatMap(({ resolution }, index): PlacedChange[] => {
    if (resolution.status === 'change') return [{ position: index, change: resolution.change }]
    if (resolution.status !== 'cleared') return []
    return resolution.changes.map(change => ({ position: placeOf(index, change), change }))
  })
}

/** The index of the intent that the change at a place came from. */
export function intentIndex(position: number): number {
  return position < step ? position : Math.floor(position / step) - 1
}

function placeOf(index: number, change: Change): number {
  return (index + 1) * step + (typeCode(setOf(change).type) ?? 0)
}
