import { createHash } from 'node:crypto'
import { AppError, problemsError } from '../contract/errors.ts'
import { idempotencyKeyProblems, keptMilliseconds } from '../contract/idempotency.ts'
import type { IdempotentReply } from '../store/history.ts'
import type { Caller, Deps } from './deps.ts'

/** A request as far as its repetition has to be the same. */
export interface KeyedRequest {
  key: string
  method: string
  /** Path and query. */
  url: string
  body: unknown
}

/** A key that stands for a request under way. */
export interface HeldKey {
  principal: string
  key: string
}

/**
 * Nobody's request takes longer; a key that is still held after this is held by a process that died. What that has stored of the
 * request is found by whoever repeats it.
 */
const abandonedAfter = 120_000

/**
 * Takes the request's key, or gives the reply that was sent to it before. Throws AppError where the key has another form, stands
 * for another request, or for one that is under way.
 */
export async function takeKey(
  deps: Deps,
  caller: Caller,
  request: KeyedRequest,
): Promise<{ held: HeldKey } | { reply: IdempotentReply }> {
  const { key } = request
  const problems = idempotencyKeyProblems(key)
  if (problems.length > 0) throw problemsError(problems)
  const now = deps.now()
  const principal = principalOf(caller)
  const taken = await deps.store.idempotencyKeys.take({
    principal,
    key,
    fingerprint: fingerprintOf(request),
    now,
    expiresAt: now + keptMilliseconds,
    abandonedBefore: now - abandonedAfter,
  })
  switch (taken.state) {
    case 'taken':
      return { held: { principal, key } }
    case 'replay':
      return { reply: taken.reply }
    case 'other':
      throw new AppError('idempotency_key_reused', 'This Idempotency-Key was sent with another request.')
    case 'running':
      throw new AppError('idempotency_key_in_use', 'The first request with this Idempotency-Key is still under way.', {
        retryAfter: 1,
      })
  }
}

/** Gives a key back that nothing was done under. */
export function releaseKey({ store }: Deps, { principal, key }: HeldKey): Promise<void> {
  return store.idempotencyKeys.release(principal, key)
}

/** Keeps the reply under its key, or gives the key back where the request should be tried again. */
export async function settleKey(
  deps: Deps,
  held: HeldKey,
  reply: { status: number; body: string | undefined },
): Promise<void> {
  const { store, log } = deps
  const { status, body } = reply
  const isFinal = status < 500 && status !== 429 && status !== 401
  try {
    if (isFinal && body !== undefined) await store.idempotencyKeys.keep(held.principal, held.key, { status, body })
    else await releaseKey(deps, held)
  } catch (error) {
    // What the request did stands; its reply is better sent unkept than not at all.
    log.error({ err: error }, 'the reply of an idempotency key could not be kept')
  }
}

/** People are themselves through whichever of their sessions and keys they come. */
function principalOf({ principal }: Caller): string {
  switch (principal.kind) {
    case 'user':
      return `user:${principal.userId}`
    case 'machine':
      return `machine_key:${principal.keyId}`
    case 'anonymous':
      throw new TypeError('nobody has keys')
  }
}

function fingerprintOf({ method, url, body }: KeyedRequest): string {
  const hash = createHash('sha256').update(`${method} ${url}\n`)
  return hash.update(JSON.stringify(sorted(body)) ?? '').digest('hex')
}

/** The same JSON in one order of fields: some clients write a map in another order each time. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.map(([name, field]) => [name, sorted(field)])
}
