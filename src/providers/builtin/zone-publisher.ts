import type { Name, Rdata, RRset } from '../../dns/rrset.ts'
import { serialOf } from '../../plan/serial.ts'
import type { Change } from '../../plan/types.ts'
import type { Publisher, ZoneKeeper } from './backing.ts'
import type { Queues } from './queues.ts'
import { hasCommit, withCommits, type ZoneCopy } from './zone-copy.ts'
import { changeTo, type ForeignCommit, isNamed, type News, newsOf, soaChange } from './zone-news.ts'

/** Calls `work` once, later. */
export type Schedule = (work: () => void, milliseconds: number) => void

/**
 * Keeps the name server in step with the store. Nothing here rejects for the name server's sake: what is committed stands,
 * and a zone that the name server couldn't take is loaded anew until it has it. All but `unpublished` and `publishAll` are
 * called from inside the domain's queue.
 */
export interface ZonePublisher {
  /** Resolves when the name server answers the changed data, or has failed to learn of it. */
  changed(domain: Name, changes: readonly Change[]): Promise<void>
  /** Makes the name server's copy what the store holds; where that has no such zone, none. */
  refresh(domain: Name): Promise<void>
  /** Loads every zone, for the start of the program. A zone that fails doesn't stop the others; it's tried again later. */
  publishAll(): Promise<PublishFailure[]>
  /** Somebody else has committed to a zone: the sets named, or any. Resolves when the name server has them as they're stored. */
  follow(commit: ForeignCommit): Promise<void>
  /**
   * Compares the serials of all zones in the store with those up to which the name server has everything, and loads anew what is
   * behind and has not moved since the last comparison; so a commit that is on its way makes nobody load a zone.
   *
   * `hasMissed`: it's known that commits were missed, so whatever is behind is loaded at once.
   */
  reconcile(hasMissed: boolean): Promise<void>
  /** Zones that the name server doesn't have as they are, just now. */
  unpublished(): Name[]
}

export interface PublishFailure {
  domain: Name
  error: unknown
}

interface Parts {
  zones: ZoneKeeper
  nameServer: Publisher
  queues: Queues
  log: { warn(details: object, message: string): void }
  schedule?: Schedule | undefined
  /** Told of what this process has committed, once the name server answers it; without the SOA where it isn't known here. */
  onServed?: ((domain: Name, soa?: Rdata) => void) | undefined
}

/** Sets in one chunk of a load. */
const chunkSize = 1000
const firstDelay = 1000
const longestDelay = 60_000

export function createZonePublisher({
  zones,
  nameServer,
  queues,
  log,
  schedule = later,
  onServed = () => {},
}: Parts): ZonePublisher {
  /** Domains that the name server has old data of, with the milliseconds until the next attempt. */
  const behind = new Map<Name, number>()
  const scheduled = new Set<Name>()
  const served = new Map<Name, ZoneCopy>()
  /** Commits of others that the name server hasn't been told of. */
  const heard = new Map<Name, ForeignCommit[]>()
  /** The zones that differed at the last comparison, and the serials served of them. */
  let lastSuspects: ReadonlyMap<Name, number | undefined> = new Map()

  async function load(domain: Name): Promise<void> {
    const zone = (await zones.overlapping(domain)).find(candidate => candidate.domain === domain)
    if (zone === undefined) {
      await nameServer.remove(domain)
      served.delete(domain)
      return
    }
    const serial: { loaded?: number } = {}
    await nameServer.load(domain, watchSerial(zones.rrsets(zone.id, chunkSize), domain, serial))
    if (serial.loaded !== undefined) {
      served.set(domain, { hostedZoneId: zone.id, serial: serial.loaded, ahead: new Set() })
    }
  }

  /** Gives the error, where there was one. */
  async function refresh(domain: Name): Promise<{ error: unknown } | undefined> {
    try {
      await load(domain)
      behind.delete(domain)
      return undefined
    } catch (error) {
      log.warn({ domain, err: error }, 'the name server could not load a zone; it will be tried again')
      repairLater(domain)
      return { error }
    }
  }

  function repairLater(domain: Name): void {
    const delay = behind.get(domain) ?? firstDelay
    behind.set(domain, delay)
    if (scheduled.has(domain)) return
    scheduled.add(domain)
    behind.set(domain, Math.min(delay * 2, longestDelay))
    schedule(() => {
      scheduled.delete(domain)
      void queues.run(domain, () => repair(domain))
    }, delay)
  }

  /** A write in the meantime may have brought the zone up to date. */
  async function repair(domain: Name): Promise<void> {
    if (behind.has(domain) && (await refresh(domain)) === undefined) onServed(domain)
  }

  /** Commits with their sets as they are by now; the SOA is shown with the serial up to which nothing is missing. */
  async function tryApply(domain: Name, news: News): Promise<boolean> {
    const copy = served.get(domain)
    if (copy === undefined || behind.has(domain)) return false
    const next = withCommits(copy, news.serials)
    const soa = next.serial === copy.serial ? [] : [soaChange(domain, news.soa, next.serial)]
    try {
      await nameServer.apply(domain, [...news.sets, ...soa])
      served.set(domain, next)
      return true
    } catch (error) {
      log.warn(
        { domain, err: error },
        'the name server could not apply changes that are stored; its zone is loaded anew',
      )
      return false
    }
  }

  /** Undefined where any set may have changed. */
  async function readNews(domain: Name, commits: readonly ForeignCommit[]): Promise<News | undefined> {
    const [{ hostedZoneId } = { hostedZoneId: 0 }] = commits
    const named = commits.filter(commit => commit.hostedZoneId === hostedZoneId).filter(isNamed)
    if (named.length < commits.length) return undefined
    const sets = [...new Map(named.flatMap(commit => commit.sets).map(set => [set.join(' '), set])).values()]
    const stored = await zones.rrsetsAt(hostedZoneId, [...new Set([domain, ...sets.map(([name]) => name)])])
    const byKey = new Map(stored.map(set => [`${set.name} ${set.type}`, set]))
    const soa = byKey.get(`${domain} SOA`)
    if (soa === undefined) return undefined
    const changes = sets.map(([name, type]) => changeTo({ name, type }, byKey.get(`${name} ${type}`)))
    return { serials: named.map(({ serial }) => serial), soa, sets: changes }
  }

  /** All that were heard of in the meantime, with one read: they're given as they're stored now, which may be newer still. */
  async function takeHeard(domain: Name): Promise<void> {
    const copy = served.get(domain)
    const isNew = ({ serial }: ForeignCommit) => !copy || serial === undefined || !hasCommit(copy, serial)
    const commits = (heard.get(domain) ?? []).filter(isNew)
    heard.delete(domain)
    if (commits.length === 0) return
    const news = copy && (await readNews(domain, commits).catch(() => undefined))
    if (news === undefined || !(await tryApply(domain, news))) await refresh(domain)
  }

  return {
    async changed(domain, changes) {
      const news = newsOf(domain, changes)
      if (news === undefined || !(await tryApply(domain, news))) await refresh(domain)
      if (!behind.has(domain)) onServed(domain, news?.soa.records[0])
    },
    follow(commit) {
      const { domain } = commit
      heard.set(domain, [...(heard.get(domain) ?? []), commit])
      return queues.run(domain, () => takeHeard(domain))
    },
    async reconcile(hasMissed) {
      const stored = new Map((await zones.soas()).map(({ id, domain, soa }) => [domain, `${id} ${serialOf(soa)}`]))
      const servedSerial = (domain: Name) => served.get(domain)?.serial
      const isBehind = (domain: Name) => stored.get(domain) !== stampOf(served.get(domain))
      const suspects = [...new Set([...stored.keys(), ...served.keys()])].filter(isBehind)
      const isStuck = (domain: Name) => lastSuspects.has(domain) && lastSuspects.get(domain) === servedSerial(domain)
      const shallLoad = hasMissed ? suspects : suspects.filter(isStuck)
      lastSuspects = new Map(suspects.map(domain => [domain, servedSerial(domain)]))
      for (const domain of shallLoad) await queues.run(domain, () => refresh(domain))
    },
    async refresh(domain) {
      if ((await refresh(domain)) === undefined) onServed(domain)
    },
    async publishAll() {
      const failures: PublishFailure[] = []
      for (const { domain } of await zones.list()) {
        const failure = await queues.run(domain, () => refresh(domain))
        if (failure) failures.push({ domain, ...failure })
      }
      return failures
    },
    unpublished: () => [...behind.keys()],
  }
}

/** Passes the sets on, and notes the serial of the zone's SOA as it comes by. */
async function* watchSerial(
  chunks: AsyncIterable<RRset[]>,
  domain: Name,
  serial: { loaded?: number },
): AsyncGenerator<RRset[]> {
  for await (const chunk of chunks) {
    const soa = chunk.find(({ name, type }) => name === domain && type === 'SOA')?.records[0]
    if (soa !== undefined) serial.loaded = serialOf(soa)
    yield chunk
  }
}

/** Doesn't keep the process alive. */
function later(work: () => void, milliseconds: number): void {
  setTimeout(work, milliseconds).unref()
}

function stampOf(copy: ZoneCopy | undefined): string | undefined {
  return copy && `${copy.hostedZoneId} ${copy.serial}`
}
