import { AppError } from '../contract/errors.ts'
import type { RRset } from '../dns/rrset.ts'
import { order } from '../plan/order.ts'
import type { Change, Failure, Outcome } from '../plan/types.ts'
import { ProviderError } from '../providers/provider.ts'
import { splitPlan } from './apply-plan.ts'
import type { OpenZone } from './open-provider.ts'
import { callerError } from './provider-errors.ts'
import { readSets } from './read-sets.ts'

/**
 * Deletes the zone at its provider, with everything in it. Where zones can't be deleted through the provider, as none can be made
 * there either, its record sets go, but for SOA and NS at its apex, and the zone stays. Throws AppError, which tells how far it has
 * come; whatever is gone already is no error.
 */
export async function deleteHostedZone(open: OpenZone): Promise<void> {
  const { provider, remote, kind } = open
  const { zoneAdmin } = provider
  // Our own store deletes everything or nothing.
  if (zoneAdmin !== undefined && kind.capabilities.ledger) return tellingWhatIsDone(open, undefined, deleteZone)
  const before = await tellingWhatIsDone(open, undefined, () => readOwn(open))
  await tellingWhatIsDone(open, before.length, zoneAdmin === undefined ? () => empty(open) : deleteZone)

  async function deleteZone(): Promise<void> {
    await zoneAdmin?.delete(remote, { interactive: true })
  }
}

/** The sets that were put into the zone; none where it is gone. */
async function readOwn(open: OpenZone): Promise<RRset[]> {
  const { name: zone } = open.remote
  try {
    const sets = await readSets({ ...open, call: () => ({ interactive: true }) })
    return sets.filter(({ name, type }) => type !== 'SOA' && !(type === 'NS' && name === zone))
  } catch (error) {
    if (error instanceof ProviderError && error.failure.code === 'not_found') return []
    throw error
  }
}

/** How often a zone is looked at that others write to while it is emptied. */
const mostLooks = 4

async function empty(open: OpenZone): Promise<void> {
  let failure: Failure | undefined
  for (let look = 0; look < mostLooks; look++) {
    const sets = await readOwn(open)
    if (sets.length === 0) return
    failure = await deleteSets(open, sets)
    if (failure !== undefined && failure.code !== 'conflict') break
  }
  throw new ProviderError(failure ?? { code: 'conflict', message: 'others go on writing to the zone' })
}

/** The first thing that stood against it. */
async function deleteSets({ provider, remote, kind }: OpenZone, sets: readonly RRset[]): Promise<Failure | undefined> {
  const changes = order(sets.map((before): Change => ({ op: 'delete', before })))
  for (const batch of splitPlan(changes, kind.capabilities, remote.name).batches) {
    const { outcomes } = await provider.apply(remote, batch, { interactive: true })
    const failure = outcomes.map(failureOf).find(found => found !== undefined)
    if (failure !== undefined) return failure
  }
  return undefined
}

function failureOf(outcome: Outcome): Failure | undefined {
  return 'failure' in outcome ? outcome.failure : undefined
}

async function tellingWhatIsDone<T>(
  open: OpenZone,
  setsBefore: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const told = callerError(error)
    if (!(told instanceof AppError) || setsBefore === undefined) throw told
    throw withProgress(told, setsBefore, await leftIn(open))
  }
}

/** Undefined where the provider doesn't say. */
async function leftIn(open: OpenZone): Promise<number | undefined> {
  try {
    return (await readOwn(open)).length
  } catch (error) {
    if (error instanceof ProviderError) return undefined
    throw error
  }
}

function withProgress({ code, message, details = [], retryAfter, cause }: AppError, before: number, left?: number) {
  const done =
    left === undefined
      ? `how many of its ${before} record sets are deleted is not known`
      : `${Math.max(0, before - left)} of its ${before} record sets are deleted`
  const progress = {
    path: 'recordSets',
    code: 'partly_deleted',
    message: `${done}; the zone is there, and deleting it again goes on`,
  }
  return new AppError(code, message, {
    details: [...details, progress],
    ...(retryAfter !== undefined && { retryAfter }),
    cause,
  })
}
