import type { Name } from '../dns/rrset.ts'
import type { DnsClient } from '../resolver/dns-client.ts'
import type { Store } from '../store/store.ts'
import { catalogSoa, createCatalogPublisher } from './catalog-publisher.ts'
import type { Log, SecondaryService } from './deps.ts'
import { createSecondaryDirectory, type FollowedZone } from './secondary-directory.ts'
import { createSecondaryNews } from './secondary-news.ts'
import { createSecondaryNotifier } from './secondary-notifier.ts'
import { createTransferDesk, type TransferDesk } from './serve-transfers.ts'
import { lookAtSecondaries, type SecondaryLook } from './sweep-secondaries.ts'

/** Everything that goes on with secondaries while the program runs. */
export interface RunningSecondaries extends SecondaryService {
  desk: TransferDesk
  /** The name server answers a zone's new data, which this process has committed. */
  served(domain: Name, soa?: string): void
  /** Loads the catalog zones, at the start and into a name server that was started again. */
  fill(): Promise<void>
  close(): Promise<void>
}

interface Parts {
  store: Store
  nameServer: Parameters<typeof createCatalogPublisher>[0]['nameServer']
  client: DnsClient
  mayAsk(address: string): boolean
  /** No other instance is on the same store. */
  isAlone: boolean
  now(): number
  log: Log
}

/** Milliseconds between two looks for secondaries that nobody sees to. */
const sweepInterval = 30_000
const firstSweep = 1_000
/** How long what was found is this instance's; jobs that last longer say so themselves. */
const claimMilliseconds = 30_000

export async function openSecondaries(parts: Parts): Promise<RunningSecondaries> {
  const { store, nameServer, client, now, log } = parts
  const directory = await createSecondaryDirectory({ store, log })
  const news = createSecondaryNews({ store, log })
  const notifier = createSecondaryNotifier({ client, news, now, log })
  let lastLook: ({ at: number } & Pick<SecondaryLook, 'progress'>) | undefined
  const desk = createTransferDesk({ store, directory, news, notifier, now })

  async function announce(
    domain: Name,
    known: { soa?: string | undefined; only?: ReadonlySet<number>; again?: boolean },
  ): Promise<void> {
    const zone = await directory.find(domain)
    const followers = zone?.followers.filter(({ id, notify }) => notify && (known.only?.has(id) ?? true)) ?? []
    if (zone === undefined || followers.length === 0) return
    const soa = known.soa ?? (await storedSoa(store, zone))
    if (soa === undefined) return
    const isCatalog = zone.hostedZoneId === undefined
    for (const secondary of followers) notifier.announce(secondary, { domain, soa, isCatalog }, known.again)
  }

  /** Nobody waits for it, and the sweep finds what could not be told. */
  function served(domain: Name, soa?: string): void {
    if (directory.all().length === 0) return
    announce(domain, { soa }).catch(error =>
      log.warn({ err: error, domain }, 'secondaries could not be told of a change'),
    )
  }

  async function sweep(isFirst: boolean): Promise<void> {
    await directory.reload()
    if (directory.all().length === 0) return
    void catalogs.refresh(false)
    const times = { now: now(), until: now() + claimMilliseconds }
    const { claimed, progress } = await lookAtSecondaries(store, directory, {
      ...times,
      isAlone: isFirst && parts.isAlone,
    })
    lastLook = { at: times.now, progress }
    const zones = Map.groupBy(claimed, ({ domain }) => domain)
    for (const [domain, them] of zones)
      await announce(domain, { only: new Set(them.map(({ secondary }) => secondary.id)) })
  }

  const catalogs = createCatalogPublisher({ store, nameServer, log, onServed: served })
  const sweeping = repeat(sweep, log)
  return {
    desk,
    served,
    mayAsk: parts.mayAsk,
    notify: domain => announce(domain, { again: true }),
    flush: news.flush,
    lastLook: () => lastLook,
    fill: catalogs.refill,
    async reload() {
      await directory.reload()
      void catalogs.refresh(true)
    },
    async close() {
      sweeping.close()
      catalogs.close()
      directory.close()
      notifier.close()
      await news.flush()
    },
  }
}

async function storedSoa(
  store: Store,
  { workspaceId, domain, hostedZoneId }: FollowedZone,
): Promise<string | undefined> {
  if (hostedZoneId === undefined) {
    const catalog = await store.catalogZones.get(workspaceId)
    return catalog && catalogSoa(catalog.serial)
  }
  const sets = await store.hostedZones.rrsetsAt(hostedZoneId, [domain])
  return sets.find(({ type }) => type === 'SOA')?.records[0]
}

/** One at a time, the first soon after the start. */
function repeat(work: (isFirst: boolean) => Promise<void>, log: Log): { close(): void } {
  let isFirst = true
  let timer = setTimeout(run, firstSweep).unref()
  let closed = false

  async function run(): Promise<void> {
    try {
      await work(isFirst)
      isFirst = false
    } catch (error) {
      log.warn({ err: error }, 'secondaries that are behind could not be looked for')
    }
    if (!closed) timer = setTimeout(run, sweepInterval).unref()
  }

  return {
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
