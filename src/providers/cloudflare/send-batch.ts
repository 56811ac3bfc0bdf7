import type { Name } from '../../dns/rrset.ts'
import { setOf } from '../../plan/change.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'
import { blamedChanges, isAboutRecord } from './blame.ts'
import { fewestOperations, mostOperations } from './capabilities.ts'
import { asCloudflareError, type CloudflareError, isRepeatable } from './errors.ts'
import type { Operation } from './operations.ts'
import { recordsPath } from './read-records.ts'
import { type SendContext, sendSingly } from './send-singly.ts'

/** What has been found out about zones: how many operations a call takes, 0 where only one record can be changed at a time. */
export type KnownLimits = Map<string, number>

/** What became of the changes that have operations, by change. */
export type Fates = Map<Change, Outcome>

/** Sends operations in as many calls as the zone's plan asks for; one, unless it is a Free zone and there are many. */
export async function sendOperations(
  context: SendContext,
  operations: readonly Operation[],
  limits: KnownLimits,
): Promise<Fates> {
  const { zone } = context
  const fates: Fates = new Map()
  let left = [...operations]
  while (left.length > 0) {
    const limit = limits.get(zone.hostedZoneId) ?? mostOperations
    if (limit === 0) return sendSingly(context, left, fates)
    const { chunk, rest } = takeChunk(left, limit)
    if (chunk.length === 0) return refuseOversize(left, limit, fates)
    const error = await sendChunk(context, chunk)
    if (error === undefined) {
      for (const { change } of chunk) fates.set(change, { status: 'applied', change })
    } else {
      const lower = await lowerLimit(context, error, chunk.length)
      if (lower === undefined) return endWith(error, chunk, { rest, fates })
      limits.set(zone.hostedZoneId, lower)
      continue
    }
    left = rest
  }
  return fates
}

/** As many whole names as fit: what stands on a name is changed in one call, or not at all. */
function takeChunk(operations: readonly Operation[], limit: number): { chunk: Operation[]; rest: Operation[] } {
  const chunk: Operation[] = []
  const rest: Operation[] = []
  for (const group of Map.groupBy(operations, nameOf).values()) {
    const fits = rest.length === 0 && chunk.length + group.length <= limit
    ;(fits ? chunk : rest).push(...group)
  }
  return { chunk, rest }
}

function nameOf({ change }: Operation): Name {
  return setOf(change).name
}

/** The error that the call came to. */
async function sendChunk(
  { client, zone, call }: SendContext,
  chunk: readonly Operation[],
): Promise<CloudflareError | undefined> {
  try {
    await call?.furtherRequest?.()
    await client.request('POST', `${recordsPath(zone)}/batch`, { body: bodyOf(chunk) }, call)
    return undefined
  } catch (error) {
    return asCloudflareError(error)
  }
}

/** The lists are carried out in this order, whatever theirs in the body (2024-09-20, batch-record-changes). */
function bodyOf(chunk: readonly Operation[]): object {
  const deletes = chunk.flatMap(one => (one.kind === 'deletes' ? { id: one.id } : []))
  const patches = chunk.flatMap(one => (one.kind === 'patches' ? { id: one.id, ...one.fields } : []))
  const posts = chunk.flatMap(one => (one.kind === 'posts' ? one.fields : []))
  return {
    ...(deletes.length > 0 && { deletes }),
    ...(patches.length > 0 && { patches }),
    ...(posts.length > 0 && { posts }),
  }
}

/**
 * A smaller limit to go on with, where it may be the reason for a refusal. The code for too many operations is documented
 * nowhere, so it is asked for the zone's plan where a refusal of many speaks of no record.
 */
async function lowerLimit(
  context: SendContext,
  error: CloudflareError,
  operations: number,
): Promise<number | undefined> {
  const { code } = error.failure
  if (code === 'not_found' && isNoRoute(error)) return 0
  const isAboutSize = code === 'rejected' && operations > fewestOperations && !isAboutRecord(error)
  if (!isAboutSize) return undefined
  return (await isFree(context)) ? fewestOperations : undefined
}

/** No batches there: an installation behind the endpoint that is older, or another. A zone that is gone has been read just before. */
function isNoRoute({ codes }: CloudflareError): boolean {
  return codes.length === 0 || codes.some(code => code === 7000 || code === 7003)
}

async function isFree({ client, zone, call }: SendContext): Promise<boolean> {
  try {
    await call?.furtherRequest?.()
    const path = `/zones/${encodeURIComponent(zone.hostedZoneId)}`
    const { result } = await client.request<{ plan?: { legacy_id?: string } }>('GET', path, {}, call)
    return result?.plan?.legacy_id === 'free'
  } catch (error) {
    // A token that may edit records needn't be allowed to see the zone.
    if (error instanceof ProviderError) return true
    throw error
  }
}

function refuseOversize(operations: readonly Operation[], limit: number, fates: Fates): Fates {
  const message = `the changes of a name come to more than the ${limit} operations that a call takes in a zone of this plan`
  const failure: Failure = { code: 'rejected', message, details: { code: 'change_too_large', message } }
  for (const { change } of operations) {
    fates.set(
      change,
      nameOf(operations[0]!) === setOf(change).name
        ? { status: 'failed', change, failure }
        : { status: 'skipped', change },
    )
  }
  return fates
}

interface Remaining {
  rest: readonly Operation[]
  fates: Fates
}

/** Throws where nothing was done at all and nothing speaks against a record, so that it can be tried again. */
function endWith(error: CloudflareError, chunk: readonly Operation[], { rest, fates }: Remaining): Fates {
  const { failure, effect } = error
  if (isRepeatable(error) && fates.size === 0) throw error
  const isAboutChanges = failure.code === 'rejected' || failure.code === 'conflict'
  const blamed = isAboutChanges ? blamedChanges(error, chunk) : new Set(chunk.map(({ change }) => change))
  const status = effect === 'unknown' ? 'unknown' : 'failed'
  for (const { change } of chunk) {
    fates.set(change, blamed.has(change) ? { status, change, failure } : { status: 'skipped', change })
  }
  for (const { change } of rest) fates.set(change, { status: 'skipped', change })
  return fates
}
