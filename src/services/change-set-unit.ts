import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { SentPlan } from './sent-plans.ts'
import type { Submitted } from './zone-writers.ts'

/** A change set on its way through the engine, and whoever waits for it. */
export interface WriteUnit {
  readonly changeSet: ChangeSet
  /** It was found in the store: its caller waits at another instance, or has gone. */
  readonly isAdopted: boolean
  /** It has gone to the provider in this process: what becomes of it can't be told without having looked. */
  isBegun: boolean
  /** What was sent of it, here or by whoever had it before, and whose end isn't known. */
  plans: readonly SentPlan[]
  /** Changes that earlier attempts have made, by position. */
  readonly made: Map<number, ChangeRecord>
  /** Positions of those that are in the store's history already. */
  readonly kept: Set<number>
  /** Tells whoever waits, if anybody does. Only the first call counts. */
  answer(end: Submitted): void
  refuse(error: unknown): void
  /** What became of it isn't known yet: it stays pending, and is settled before anything later is written to the zone. */
  leaveOpen(error: unknown): void
  readonly isAnswered: boolean
}

export interface Waiter {
  resolve(end: Submitted): void
  reject(error: unknown): void
}

/** Without a waiter: a set that was found in the store. `onEnd`: nobody here looks after it any more. */
export function createUnit(
  changeSet: ChangeSet,
  waiter: Waiter | undefined,
  onEnd: (isOpen: boolean) => void,
): WriteUnit {
  let isAnswered = false
  const once = (tell: () => void, isOpen = false) => {
    if (isAnswered) return
    isAnswered = true
    onEnd(isOpen)
    tell()
  }
  return {
    changeSet,
    isAdopted: waiter === undefined,
    isBegun: false,
    plans: [],
    made: new Map(),
    kept: new Set(),
    answer: end => once(() => waiter?.resolve(end)),
    refuse: error => once(() => waiter?.reject(error)),
    leaveOpen: error => once(() => waiter?.reject(error), true),
    get isAnswered() {
      return isAnswered
    },
  }
}
