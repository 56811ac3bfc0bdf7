import { createHash } from 'node:crypto'
import type { MachinePrincipal } from '../auth/principal.ts'
import { AppError } from '../contract/errors.ts'
import { base64Bytes } from '../dns/encodings.ts'
import type { Name } from '../dns/rrset.ts'
import type { MachineKey, Zone } from '../store/store.ts'
import type { TsigAlgorithm, TsigKey } from '../tsig/tsig-key.ts'
import { isExpired, signingPrincipal } from './access.ts'
import type { Caller, Deps } from './deps.ts'
import { earlierUpdate } from './earlier-update.ts'
import { findUpdateZone } from './find-update-zone.ts'
import { type HeldKey, settleKey, takeKey } from './idempotency.ts'
import { mayTransfer } from './update-access.ts'
import { errorOutcome, type UpdateOutcome } from './update-outcome.ts'
import { updateZone, type ZoneUpdate } from './update-zone.ts'

/** What the protocol side of UPDATE needs of the rest. */
export interface UpdateDesk {
  /** Undefined for a name that no key has, or one that has been revoked or has expired. */
  keyNamed(name: Name): Promise<UpdateKey | undefined>
  /** What became of a signed update. Undefined while the same message is being dealt with: its answer is under way. */
  update(signed: SignedUpdate): Promise<UpdateOutcome | undefined>
  /**
   * Whether the key may have a zone as a whole, as it may read it over HTTP: some programs look by AXFR at what they have made. Only
   * zones of the built-in name server are there to be had.
   */
  mayTransfer(key: UpdateKey, address: string, zone: Name): Promise<boolean>
}

export interface UpdateKey {
  tsig: TsigKey
  machineKey: MachineKey
}

export interface SignedUpdate {
  key: UpdateKey
  address: string
  /** The whole MAC tells this message from all others: who sends the same again means the same. */
  wholeMac: Uint8Array
  update: ZoneUpdate
}

/** Updates of one workspace that are dealt with at the same time: the name server has room for 512 messages of all. */
const mostAtOnce = 128

const tooMany: UpdateOutcome = {
  rcode: 'SERVFAIL',
  message: `The workspace has ${mostAtOnce} updates under way, which is as many as are dealt with at once.`,
}

export function createUpdateDesk(deps: Deps): UpdateDesk {
  const underWay = new Map<number, number>()

  /** Zones of a provider that doesn't answer hold their updates up, and are not to hold up those of others. */
  async function withRoom<T>(workspaceId: number, work: () => Promise<T>): Promise<T | UpdateOutcome> {
    const others = underWay.get(workspaceId) ?? 0
    if (others >= mostAtOnce) return tooMany
    underWay.set(workspaceId, others + 1)
    try {
      return await work()
    } finally {
      const left = underWay.get(workspaceId)! - 1
      if (left > 0) underWay.set(workspaceId, left)
      else underWay.delete(workspaceId)
    }
  }

  return {
    async keyNamed(name) {
      const found = await deps.store.machineKeys.findByTsigName(name)
      if (found === undefined || isExpired(deps, found.key)) return undefined
      const secret = base64Bytes(found.secret)
      if (secret === undefined || found.key.tsig === null) throw new TypeError(`the secret of ${name} is no base64`)
      const algorithm = found.key.tsig.algorithm as TsigAlgorithm
      return { tsig: { name, algorithm, secret }, machineKey: found.key }
    },
    async update({ key, address, wholeMac, update }) {
      const principal = await signingPrincipal(deps, key.machineKey, address)
      if (principal.kind !== 'machine') return { rcode: 'REFUSED', message: 'The key is not valid any more.' }
      const requestId = crypto.randomUUID()
      const caller = { principal, requestId, address, idempotencyKey: idempotencyKeyOf(wholeMac) }
      const outcome = await withRoom(principal.workspaceId, () => once(deps, caller, update))
      deps.log.info({ requestId, zone: update.zone, key: principal.keyName, address, ...outcome }, 'DNS update')
      return outcome
    },
    async mayTransfer({ machineKey }, address, domain) {
      const principal = await signingPrincipal(deps, machineKey, address)
      if (principal.kind !== 'machine' || !mayTransfer(principal, domain)) return false
      const zone = await findUpdateZone(deps, principal, domain)
      return typeof zone !== 'string' && isServed(deps, zone)
    },
  }
}

/** The name server knows zones by their names alone: what it has must be this zone, and not another one that has come after it. */
async function isServed({ store }: Deps, { binding, domain }: Zone): Promise<boolean> {
  if (binding.provider !== 'builtin') return false
  return (await store.hostedZones.get(Number(binding.hostedZoneId)))?.domain === domain
}

/** Clients that hear nothing send the same message again, to whichever instance: it is done once, and answered the same. */
async function once(
  deps: Deps,
  caller: Caller & { principal: MachinePrincipal; idempotencyKey: string },
  update: ZoneUpdate,
): Promise<UpdateOutcome | undefined> {
  const taken = await take(deps, caller, update)
  if (taken === undefined) return undefined
  if ('outcome' in taken) return taken.outcome
  const outcome = await updateZone(deps, caller, update)
  // What may be done yet is asked for again, and then answered as it has ended.
  const status = outcome.rcode === 'SERVFAIL' ? 503 : 200
  await settleKey(deps, taken.held, { status, body: JSON.stringify(outcome) })
  return outcome
}

async function take(
  deps: Deps,
  caller: Caller & { principal: MachinePrincipal; idempotencyKey: string },
  { zone }: ZoneUpdate,
): Promise<{ held: HeldKey } | { outcome: UpdateOutcome } | undefined> {
  try {
    const taken = await takeKey(deps, caller, { key: caller.idempotencyKey, method: 'UPDATE', url: zone, body: null })
    return 'held' in taken ? taken : { outcome: JSON.parse(taken.reply.body) as UpdateOutcome }
  } catch (error) {
    if (error instanceof AppError && error.code === 'idempotency_key_in_use') {
      const outcome = await earlierUpdate(deps, caller, zone)
      return outcome && { outcome }
    }
    const outcome = errorOutcome(error)
    if (outcome === undefined) throw error
    return { outcome }
  }
}

function idempotencyKeyOf(wholeMac: Uint8Array): string {
  return `dns-update-${createHash('sha256').update(wholeMac).digest('hex')}`
}
