import type { Change } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { Submitted } from './zone-writers.ts'

/** A change set on its way through the engine, and whoever waits for it. */
export interface WriteUnit {
  readonly changeSet: ChangeSet
  /** It was found in the store: its caller waits at another instance, or has gone. */
  readonly isAdopted: boolean
  /** It has gone to the provider in this process: what becomes of it can't be told without having looked. */
  isBegun: boolean
  /**
   * It may have taken effect before: through a process that has died, an instance that has lost its lease, or a call that no
   * answer came to. Then what it wants may be there already, and that is its own work.
   */
  maybeMade: boolean
  /** What its intents came to when they were last sent, by position. */
  readonly tried: Map<number, Change>
  /** Changes that earlier attempts have made, by position. */
  readonly made: Map<number, ChangeRecord>
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
    maybeMade: waiter === undefined,
    tried: new Map(),
    made: new Map(),
    answer: end => once(() => waiter?.resolve(end)),
    refuse: error => once(() => waiter?.reject(error)),
    leaveOpen: error => once(() => waiter?.reject(error), true),
    get isAnswered() {
      return isAnswered
    },
  }
}
