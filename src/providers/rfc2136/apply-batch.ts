import { setTimeout } from 'node:timers/promises'
import { DnsError } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { type Call, ProviderError } from '../provider.ts'
import { failureOfQuery, failureOfUpdate, isConflict, isQueryError, providerError, updateForbidden } from './errors.ts'
import { conflictsIn, fateOf, outcomeOf } from './fates.ts'
import type { NameServer } from './name-server.ts'
import { updateMessage } from './update-message.ts'
import type { ZoneCopy } from './zone-copy.ts'
import { requireZone, type ZoneReader } from './zone-reader.ts'

export interface Writing {
  server: NameServer
  reader: ZoneReader
  zone: Name
  call: Call | undefined
}

export interface Answer {
  outcomes: Outcome[]
  /** The zone's serial once everything was there. */
  receipt?: string
}

/** Sends a batch as one message, and looks at what has become of it. Throws ProviderError where nothing was changed. */
export async function applyBatch(writing: Writing, batch: readonly Change[]): Promise<Answer> {
  const { reader, zone, call } = writing
  // Prerequisites don't compare TTLs, and don't tell which of them it was that failed.
  const conflicts = reader.has(zone) ? conflictsIn(batch, await reader.current(zone, call)) : undefined
  if (conflicts !== undefined) return { outcomes: conflicts }
  await call?.furtherRequest?.()
  const failure = await send(writing, batch)
  if (failure === undefined) return verify(writing, batch)
  reader.forget(zone)
  return { outcomes: failure === 'conflict' ? await blame(writing, batch) : all(batch, failure) }
}

interface Sent {
  status: 'failed' | 'unknown'
  failure: Failure
}

/** Undefined once the server has acknowledged the update. */
async function send(writing: Writing, batch: readonly Change[]): Promise<Sent | 'conflict' | undefined> {
  const { server, zone, call } = writing
  const { rcode } = await server.update(updateMessage(zone, batch), call).catch(error => lost(error, writing))
  if (rcode === 'NOERROR') return undefined
  if (typeof rcode !== 'string') return rcode
  if (isConflict(rcode)) return 'conflict'
  if (rcode === 'REFUSED') await requirePermission(writing)
  const failure = failureOfUpdate(rcode, zone)
  // A server that fails in the middle of its work may have done it.
  if (rcode === 'SERVFAIL') return { status: 'unknown', failure }
  if (failure.code === 'rejected') return { status: 'failed', failure }
  throw new ProviderError(failure)
}

/** Tells what the key may not do at all from what it may not do, or the server doesn't like, of these changes. */
async function requirePermission({ server, zone, call }: Writing): Promise<void> {
  const { rcode } = await server.update(updateMessage(zone, []), call).catch(error => {
    throw providerError(error)
  })
  if (rcode === 'REFUSED') throw updateForbidden(zone)
}

/** What was sent and not answered may have been made. */
async function lost(error: unknown, { server, zone, call }: Writing): Promise<{ rcode: Sent }> {
  if (isQueryError(error)) {
    // Servers that don't have a zone say so without a signature, which anybody could.
    if (error.code === 'refused') await requireZone(server, zone, call)
    if (error.sent) return { rcode: { status: 'unknown', failure: failureOfQuery(error) } }
    throw providerError(error)
  }
  if (error instanceof DnsError) {
    return {
      rcode: { status: 'failed', failure: { code: 'rejected', message: `the update can't be sent: ${error.message}` } },
    }
  }
  const given = providerError(error)
  if (given instanceof ProviderError) return { rcode: { status: 'unknown', failure: given.failure } }
  throw error
}

/** Milliseconds between looks. Most servers have the change in the zone when they acknowledge it; some a moment later. */
const pauses = [0, 100, 300, 900]

async function verify(writing: Writing, batch: readonly Change[]): Promise<Answer> {
  const { reader, zone } = writing
  try {
    const copy = await look(writing, batch)
    const outcomes = batch.map(change => outcomeOf(change, copy))
    if (outcomes.some(({ status }) => status === 'failed')) reader.forget(zone)
    return { outcomes, receipt: String(copy.serial) }
  } catch (error) {
    reader.forget(zone)
    const cause = providerError(error)
    if (!(cause instanceof ProviderError)) throw error
    const message = `the server took the update, and could not be read afterwards: ${cause.failure.message}`
    return { outcomes: all(batch, { status: 'unknown', failure: { ...cause.failure, message } }) }
  }
}

/** The zone as it is after the update, with some patience for what isn't to be seen in it yet. */
async function look({ reader, zone, call }: Writing, batch: readonly Change[]): Promise<ZoneCopy> {
  let copy: ZoneCopy | undefined
  for (const pause of pauses) {
    if (pause > 0) await setTimeout(pause, undefined, call?.signal ? { signal: call.signal } : {})
    await call?.furtherRequest?.()
    copy = await reader.current(zone, call)
    const now = copy
    if (!batch.some(change => fateOf(change, now) === 'ignored')) break
  }
  return copy!
}

/** The server says that something wasn't as planned, and not what. */
async function blame({ reader, zone, call }: Writing, batch: readonly Change[]): Promise<Outcome[]> {
  await call?.furtherRequest?.()
  const conflicts = conflictsIn(batch, await reader.whole(zone, call))
  const message = 'what the change was planned on is no longer so at the server'
  return conflicts ?? all(batch, { status: 'failed', failure: { code: 'conflict', message } })
}

function all(batch: readonly Change[], { status, failure }: Sent): Outcome[] {
  return batch.map(change => ({ status, change, failure }))
}
