import { createHash } from 'node:crypto'
import type { Name, RRset } from '../dns/rrset.ts'
import type { CatalogZone, Store } from '../store/store.ts'
import type { Log } from './deps.ts'

/** Keeps the name server's copies of catalog zones as they are in the store. */
export interface CatalogPublisher {
  /** Looks what has changed, and takes it up. `own`: it was changed by this process, which sees to it that it's told. */
  refresh(own: boolean): Promise<void>
  /** The name server knows nothing any more. */
  refill(): Promise<void>
  close(): void
}

interface Parts {
  store: Pick<Store, 'catalogZones' | 'notices'>
  nameServer: {
    load(zone: Name, chunks: AsyncIterable<readonly RRset[]>, options: { transferOnly: true }): Promise<void>
    remove(zone: Name, options: { transferOnly: true }): Promise<void>
  }
  log: Log
  onServed(domain: Name): void
}

/** Sets in one chunk of a load. */
const chunkSize = 1_000
/** Milliseconds in which several changes become one. */
const pauseMilliseconds = 50

export function createCatalogPublisher({ store, nameServer, log, onServed }: Parts): CatalogPublisher {
  const served = new Map<Name, number>()
  /** What the next update is to do, where one is wanted. */
  let wanted: { own: boolean; refill: boolean } | undefined
  let last: Promise<void> = Promise.resolve()
  let closed = false

  async function update(own: boolean): Promise<void> {
    const stored = await store.catalogZones.list()
    const changed = stored.filter(({ domain, serial }) => served.get(domain) !== serial)
    for (const { workspaceId } of changed) await load(workspaceId, own)
    const domains = new Set(stored.map(({ domain }) => domain))
    for (const domain of served.keys()) {
      if (domains.has(domain)) continue
      await nameServer.remove(domain, { transferOnly: true })
      served.delete(domain)
    }
  }

  async function load(workspaceId: number, own: boolean): Promise<void> {
    const read = await store.catalogZones.read(workspaceId)
    if (read === undefined) return
    const { catalog, members } = read
    await nameServer.load(catalog.domain, catalogChunks(catalog, members), { transferOnly: true })
    served.set(catalog.domain, catalog.serial)
    if (own) onServed(catalog.domain)
  }

  async function takeUp(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, pauseMilliseconds))
    const { own, refill } = wanted ?? { own: false, refill: false }
    wanted = undefined
    if (closed) return
    if (refill) served.clear()
    try {
      await update(own)
    } catch (error) {
      log.warn({ err: error }, 'the catalog zones could not be brought up to date; it is tried again soon')
    }
  }

  /** One after another; whatever comes in before the next one begins is part of it. */
  function want({ own, refill }: { own: boolean; refill: boolean }): Promise<void> {
    if (wanted === undefined) last = last.then(takeUp)
    wanted = { own: own || (wanted?.own ?? false), refill: refill || (wanted?.refill ?? false) }
    return last
  }

  const refresh = (own: boolean) => want({ own, refill: false })

  const stopListening = store.notices.listen(
    notice => {
      const isMembership = notice.kind === 'committed' && notice.serial === undefined
      if (notice.kind === 'secondaries' || isMembership) void refresh(notice.own === true)
    },
    () => void refresh(false),
  )

  return {
    refresh,
    refill: () => want({ own: false, refill: true }),
    close() {
      closed = true
      stopListening()
    },
  }
}

/** RFC 9432 §4: version 2, and a PTR record for each zone under a label that is the zone's alone, for as long as it lives. */
async function* catalogChunks(
  { domain, serial }: CatalogZone,
  members: readonly { id: number; domain: Name }[],
): AsyncGenerator<RRset[]> {
  yield [
    { name: domain, type: 'SOA', ttl: 0, records: [catalogSoa(serial)] },
    { name: domain, type: 'NS', ttl: 0, records: ['invalid.'] },
    { name: `version.${domain}`, type: 'TXT', ttl: 0, records: ['"2"'] },
  ]
  for (let at = 0; at < members.length; at += chunkSize) {
    yield members.slice(at, at + chunkSize).map(member => ({
      name: `${labelOf(member)}.zones.${domain}`,
      type: 'PTR',
      ttl: 0,
      records: [member.domain],
    }))
  }
}

/** It never expires: a secondary that has lost its primary goes on serving what it has (RFC 9432 §5.1). */
export function catalogSoa(serial: number): string {
  return `invalid. invalid. ${serial} 300 60 2147483646 0`
}

/** A zone that is made anew is another one, and so is begun with anew (RFC 9432 §5.4). */
export function labelOf({ id, domain }: { id: number; domain: Name }): string {
  return createHash('sha256').update(`${id} ${domain}`).digest('hex').slice(0, 32)
}
