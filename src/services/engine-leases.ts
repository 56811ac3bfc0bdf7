import type { Lease } from '../store/history.ts'
import type { Store } from '../store/store.ts'

/** The zones' leases that this process has. One is kept a little longer than it's used, since writes come in flocks. */
export interface ZoneLeases {
  /** Undefined while another instance has it. */
  take(zoneId: number): Promise<HeldLease | undefined>
  /** Whether this process has the zone's lease, in use or kept. */
  has(zoneId: number): boolean
  /** Gives back one that isn't in use. */
  release(zoneId: number): Promise<void>
  /** Gives back all that aren't in use. */
  close(): Promise<void>
}

export interface HeldLease {
  lease: Lease
  /** Just taken: another instance may have had the zone until now. */
  fresh: boolean
  /** Not needed just now. */
  giveBack(): void
  /** Not ours any more. */
  drop(): Promise<void>
}

const idleMilliseconds = 2_000

export function createZoneLeases(
  { leases }: Pick<Store, 'leases'>,
  log: { warn(details: object, message: string): void },
): ZoneLeases {
  const held = new Map<number, { lease: Lease; idle: NodeJS.Timeout | undefined }>()
  let closed = false

  async function release(zoneId: number): Promise<void> {
    const entry = held.get(zoneId)
    held.delete(zoneId)
    clearTimeout(entry?.idle)
    await entry?.lease.release().catch(err => log.warn({ err, zoneId }, 'a lease could not be given back'))
  }

  function giveBack(zoneId: number): void {
    const entry = held.get(zoneId)
    if (entry === undefined) return
    if (closed) void release(zoneId)
    else entry.idle = setTimeout(() => void release(zoneId), idleMilliseconds).unref()
  }

  function hold(zoneId: number, lease: Lease, fresh: boolean): HeldLease {
    return { lease, fresh, giveBack: () => giveBack(zoneId), drop: () => release(zoneId) }
  }

  return {
    async take(zoneId) {
      const kept = held.get(zoneId)
      if (kept !== undefined) {
        clearTimeout(kept.idle)
        kept.idle = undefined
        return hold(zoneId, kept.lease, false)
      }
      const lease = await leases.tryTake(zoneId)
      if (lease === undefined) return undefined
      held.set(zoneId, { lease, idle: undefined })
      return hold(zoneId, lease, true)
    },
    has: zoneId => held.has(zoneId),
    release,
    async close() {
      closed = true
      const idle = [...held].filter(([, entry]) => entry.idle !== undefined)
      for (const [zoneId] of idle) await release(zoneId)
    },
  }
}
