import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import { setOf } from './change.ts'
import type { BatchLimits } from './service-limits.ts'
import { type SetProblem, setProblem } from './set-problem.ts'
import type { Change, Weight } from './types.ts'

/** What goes into each call, and what goes into none. */
export interface Batches {
  batches: Change[][]
  /** Names whose own changes are more than one call takes. They must not be parted, so they can't be sent. */
  oversize: { name: Name; changes: Change[]; problem: SetProblem }[]
}

/**
 * Splits changes, in the order they are in (see `order`), so that each batch keeps all limits and no name is parted. A name that is over
 * them makes a batch by itself where the service takes it so.
 */
export function batches(changes: readonly Change[], limits: BatchLimits): Batches {
  const result: Batches = { batches: [], oversize: [] }
  const alone = { ...limits, limits: { ...limits.limits, ...limits.alone } }
  let weight: Weight = {}
  for (const group of Map.groupBy(changes, change => setOf(change).name).values()) {
    const own = weighAll(group, limits)
    const excess = excessOf(own, alone)
    if (excess) {
      result.oversize.push(oversize(group, excess))
      continue
    }
    const joint = add(weight, own)
    const open = result.batches.at(-1)
    if (open && excessOf(joint, limits) === undefined) {
      open.push(...group)
      weight = joint
    } else {
      result.batches.push([...group])
      weight = own
    }
  }
  return result
}

/** The counter under which `maxChanges` is looked after; a service's own counters carry other names. */
const changeCounter = 'changes at once'

function weighAll(changes: readonly Change[], limits: BatchLimits): Weight {
  return changes.map(change => limits.weigh(change)).reduce(add, { [changeCounter]: changes.length })
}

function add(one: Weight, other: Weight): Weight {
  const sum = { ...one }
  for (const [counter, amount] of Object.entries(other)) sum[counter] = (sum[counter] ?? 0) + amount
  return sum
}

interface Excess {
  counter: string
  amount: number
  limit: number
}

function excessOf(weight: Weight, { maxChanges, limits }: BatchLimits): Excess | undefined {
  const bounds: Weight = { ...limits, [changeCounter]: maxChanges }
  for (const [counter, amount] of Object.entries(weight)) {
    const limit = bounds[counter]
    if (limit !== undefined && amount > limit) return { counter, amount, limit }
  }
  return undefined
}

function oversize(changes: Change[], { counter, amount, limit }: Excess): Batches['oversize'][number] {
  const set = setOf(changes[0]!)
  const message = `the changes at ${nameWithoutFinalDot(set.name)} come to ${amount} ${counter}, and the provider takes ${limit}`
  return { name: set.name, changes, problem: setProblem(set, '', 'change_too_large', message) }
}
