import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { keptMilliseconds } from '../contract/idempotency.ts'
import type { ChangeSet, NewChangeSet } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { notSettledError } from './change-set-end.ts'
import { writeMilliseconds } from './change-set-from-submission.ts'
import { answerFromStore } from './change-set-settle.ts'
import { createUnit } from './change-set-unit.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { Submitted } from './zone-writers.ts'

/**
 * What the same actor asked for under the same key, and whose reply they haven't got: the process has died, or the end wasn't
 * known in time. One that has failed is tried again.
 */
export async function findEarlier(
  { changeSets }: Pick<Store, 'changeSets'>,
  { zoneId, actorKind, actorId, intents, kind, createdAt }: NewChangeSet,
  idempotencyKey: string,
): Promise<ChangeSet | undefined> {
  const since = createdAt - keptMilliseconds
  const all = await changeSets.underKey({ zoneId, actorKind, actorId, idempotencyKey, since })
  // One request may make several change sets of a zone.
  return all.find(
    earlier =>
      earlier.status !== 'failed' && earlier.kind === kind && isDeepStrictEqual(earlier.intents, plain(intents)),
  )
}

/** As they are read from the store. */
function plain(intents: NewChangeSet['intents']): unknown {
  return JSON.parse(JSON.stringify(intents))
}

const pollMilliseconds = 200

/** What became of a change set that somebody settles, or has settled. Throws `not_settled_yet` where that takes too long. */
export async function awaitEnd(deps: EngineDeps, changeSet: ChangeSet): Promise<Submitted> {
  const { promise, resolve, reject } = Promise.withResolvers<Submitted>()
  const unit = createUnit(changeSet, { resolve, reject }, () => {})
  const end = deps.now() + writeMilliseconds
  while (!(await answerFromStore(deps, unit))) {
    if (deps.now() > end) throw notSettledError(changeSet)
    await setTimeout(pollMilliseconds)
  }
  return promise
}
