import {
  ChangeResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Change as ServiceChange,
} from '@aws-sdk/client-route-53'
import { beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey, setText } from '../../plan/set-key.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import { ProviderError, type RemoteZone } from '../provider.ts'
import type { Session } from './client.ts'
import { fromServiceSet } from './convert.ts'
import {
  failureOf,
  failureOfError,
  NoAnswerError,
  providerError,
  RefusedError,
  saysNothingWasDone,
} from './failures.ts'
import { readServiceSets } from './read-sets.ts'
import { isMismatch, outcomesOfRefusal } from './refusals.ts'
import { isUpsert, serviceChanges } from './service-changes.ts'

/** Sends a batch as one request, which Route 53 makes whole or not at all. */
export async function applyBatch(
  session: Session,
  zone: RemoteZone,
  batch: readonly Change[],
): Promise<{ outcomes: Outcome[]; receipt?: string }> {
  if (batch.length === 0) return { outcomes: [] }
  const moved = await findMoved(session, zone, batch)
  if (moved.size > 0) return { outcomes: conflicts(batch, moved) }
  try {
    const receipt = await sendBatch(session, zone, batch)
    return { outcomes: batch.map(change => ({ status: 'applied', change })), ...(receipt && { receipt }) }
  } catch (error) {
    return { outcomes: outcomesOf(batch, error) }
  }
}

/** An UPSERT has no precondition, so what it is to overwrite is looked at just before. */
async function findMoved(session: Session, zone: RemoteZone, batch: readonly Change[]): Promise<Set<Change>> {
  const blind = batch.filter(change => isUpsert(zone.name, change))
  if (blind.length === 0) return new Set()
  const there = await readStored(session, zone, blind)
  return new Set(blind.filter(change => !isAsBefore(change, there)))
}

function conflicts(batch: readonly Change[], moved: ReadonlySet<Change>): Outcome[] {
  return batch.map(change => {
    if (!moved.has(change)) return { status: 'skipped', change }
    const { name, type } = setOf(change)
    const message = `${setText({ name, type })} is not what the change expects`
    return { status: 'failed', change, failure: { code: 'conflict', message } }
  })
}

/**
 * A DELETE must name the values as they are written at the service, and whoever wrote them may have written them in another way
 * than we do (`10 mail.example.com` without the final dot). So where it says that values don't match, they are read once more, and if
 * they mean the same they are named as the service writes them.
 */
async function sendBatch(session: Session, zone: RemoteZone, batch: readonly Change[]): Promise<string | undefined> {
  try {
    return await send(session, zone, serviceChanges(zone.name, batch))
  } catch (error) {
    const doubtful = error instanceof RefusedError ? mismatched(batch, error) : []
    if (doubtful.length === 0) throw error
    const there = await readStored(session, zone, doubtful).catch(() => undefined)
    if (there === undefined || !doubtful.some(change => isAsBefore(change, there))) throw error
    return send(session, zone, serviceChanges(zone.name, batch, storedOf(doubtful, there)))
  }
}

function mismatched(batch: readonly Change[], { refusal }: RefusedError): Change[] {
  const messages = refusal.messages.filter(isMismatch)
  if (messages.length === 0) return []
  const named = outcomesOfRefusal(batch, { ...refusal, messages })
  return named.filter(({ status, change }) => status === 'failed' && change.op !== 'create').map(({ change }) => change)
}

type Stored = ReadonlyMap<string, ResourceRecordSet>

async function readStored(session: Session, zone: RemoteZone, changes: readonly Change[]): Promise<Stored> {
  const names = changes.map(change => setOf(change).name)
  const sets = await Array.fromAsync(readServiceSets(session, zone, names))
  return new Map(sets.map(set => [setKey(fromServiceSet(set)), set]))
}

/** Of those only that mean what the change expects: others are named as expected, and refused. */
function storedOf(changes: readonly Change[], there: Stored): Stored {
  const keys = new Set(changes.filter(change => isAsBefore(change, there)).map(change => setKey(setOf(change))))
  return new Map([...there].filter(([key]) => keys.has(key)))
}

function isAsBefore(change: Change, there: Stored): boolean {
  const set = there.get(setKey(setOf(change)))
  const before = beforeOf(change)
  return set !== undefined && before !== undefined && isSameSet(fromServiceSet(set), before)
}

async function send(session: Session, zone: RemoteZone, Changes: ServiceChange[]): Promise<string | undefined> {
  const input = { HostedZoneId: zone.hostedZoneId, ChangeBatch: { Changes } }
  const { ChangeInfo } = await session.send(new ChangeResourceRecordSetsCommand(input))
  return ChangeInfo?.Id?.replace(/^\/change\//, '')
}

/** Throws where nothing was done and the sets aren't at fault: the account, the zone or the time is. */
function outcomesOf(batch: readonly Change[], error: unknown): Outcome[] {
  if (error instanceof ProviderError || (error instanceof NoAnswerError && !error.wasSent)) throw providerError(error)
  if (!(error instanceof RefusedError) || !saysNothingWasDone(error.refusal)) {
    const failure = failureOfError(error)
    return batch.map(change => ({ status: 'unknown', change, failure }))
  }
  const { code } = failureOf(error.refusal)
  if (code !== 'rejected' && code !== 'conflict') throw providerError(error)
  return outcomesOfRefusal(batch, error.refusal)
}
