import type { Name, RecordType, RRset } from '../../dns/rrset.ts'
import { afterOf, setOf } from '../../plan/change.ts'
import { serialOf } from '../../plan/serial.ts'
import type { Change } from '../../plan/types.ts'
import type { Publisher, ZoneKeeper } from './backing.ts'
import type { Queues } from './queues.ts'

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
   * Compares the serials of all zones in the store with those that the name server was given, and loads anew what is behind and
   * has not moved since the last comparison; so a commit that is on its way makes nobody load a zone.
   *
   * `missedSince`: what was served when notices began to be missed. Everything that has changed since is loaded anew.
   */
  reconcile(missedSince?: ServedSerials): Promise<void>
  /** Serials of the zones that the name server has, as they are now. */
  served(): ServedSerials
  /** Zones that the name server doesn't have as they are, just now. */
  unpublished(): Name[]
}

export type ServedSerials = ReadonlyMap<Name, number>

export interface ForeignCommit {
  domain: Name
  hostedZoneId: number
  /** Absent: any set may have changed, or the zone was made or deleted. */
  sets?: readonly (readonly [name: Name, type: RecordType])[] | undefined
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
  schedule?: Schedule
}

/** Sets in one chunk of a load. */
const chunkSize = 1000
const firstDelay = 1000
const longestDelay = 60_000

export function createZonePublisher({ zones, nameServer, queues, log, schedule = later }: Parts): ZonePublisher {
  /** Domains that the name server has old data of, with the milliseconds until the next attempt. */
  const behind = new Map<Name, number>()
  const scheduled = new Set<Name>()
  const served = new Map<Name, number>()
  /** The zones that differed at the last comparison, and what was served of them. */
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
    if (serial.loaded !== undefined) served.set(domain, serial.loaded)
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
    if (behind.has(domain)) await refresh(domain)
  }

  async function tryApply(domain: Name, changes: readonly ZoneChange[]): Promise<boolean> {
    if (behind.has(domain)) return false
    try {
      await nameServer.apply(domain, changes)
      const soa = changes.find(({ name, type }) => name === domain && type === 'SOA')?.after?.records[0]
      if (soa !== undefined) served.set(domain, serialOf(soa))
      return true
    } catch (error) {
      log.warn(
        { domain, err: error },
        'the name server could not apply changes that are stored; its zone is loaded anew',
      )
      return false
    }
  }

  /** The sets as they're stored now, which may be newer than that commit: each is told of, and the last word is the same. */
  async function readNamed({ hostedZoneId, domain, sets = [] }: ForeignCommit): Promise<ZoneChange[]> {
    const stored = await zones.rrsetsAt(hostedZoneId, [...new Set([domain, ...sets.map(([name]) => name)])])
    const byKey = new Map(stored.map(set => [`${set.name} ${set.type}`, set]))
    return [...sets, [domain, 'SOA'] as const].map(([name, type]) => {
      const after = byKey.get(`${name} ${type}`)
      return after ? { name, type, after: { ttl: after.ttl, records: after.records } } : { name, type }
    })
  }

  async function take(commit: ForeignCommit): Promise<void> {
    const { domain, sets } = commit
    if (sets === undefined || !served.has(domain)) return void (await refresh(domain))
    const changes = await readNamed(commit).catch(() => undefined)
    if (changes === undefined || !(await tryApply(domain, changes))) await refresh(domain)
  }

  return {
    async changed(domain, changes) {
      if (!(await tryApply(domain, changes.map(zoneChange)))) await refresh(domain)
    },
    follow: commit => queues.run(commit.domain, () => take(commit)),
    async reconcile(missedSince) {
      const stored = new Map((await zones.soas()).map(({ domain, soa }) => [domain, serialOf(soa)]))
      const domains = [...new Set([...stored.keys(), ...served.keys()])]
      const suspects = domains.filter(domain => stored.get(domain) !== (missedSince ?? served).get(domain))
      const stuck = (domain: Name) => lastSuspects.has(domain) && lastSuspects.get(domain) === served.get(domain)
      const behind = missedSince === undefined ? suspects.filter(stuck) : suspects
      lastSuspects = new Map(suspects.map(domain => [domain, served.get(domain)]))
      for (const domain of behind) await queues.run(domain, () => refresh(domain))
    },
    served: () => new Map(served),
    async refresh(domain) {
      await refresh(domain)
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

type ZoneChange = Parameters<Publisher['apply']>[1][number]

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

function zoneChange(change: Change): ZoneChange {
  const { name, type } = setOf(change)
  const after = afterOf(change)
  return after ? { name, type, after: { ttl: after.ttl, records: after.records } } : { name, type }
}

/** Doesn't keep the process alive. */
function later(work: () => void, milliseconds: number): void {
  setTimeout(work, milliseconds).unref()
}
