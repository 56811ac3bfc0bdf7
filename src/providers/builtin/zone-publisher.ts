import type { Name } from '../../dns/rrset.ts'
import { afterOf, setOf } from '../../plan/change.ts'
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

  async function load(domain: Name): Promise<void> {
    const zone = (await zones.overlapping(domain)).find(candidate => candidate.domain === domain)
    await (zone ? nameServer.load(domain, zones.rrsets(zone.id, chunkSize)) : nameServer.remove(domain))
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

  async function tryApply(domain: Name, changes: readonly Change[]): Promise<boolean> {
    if (behind.has(domain)) return false
    try {
      await nameServer.apply(domain, changes.map(zoneChange))
      return true
    } catch (error) {
      log.warn(
        { domain, err: error },
        'the name server could not apply changes that are stored; its zone is loaded anew',
      )
      return false
    }
  }

  return {
    async changed(domain, changes) {
      if (!(await tryApply(domain, changes))) await refresh(domain)
    },
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

function zoneChange(change: Change): Parameters<Publisher['apply']>[1][number] {
  const { name, type } = setOf(change)
  const after = afterOf(change)
  return after ? { name, type, after: { ttl: after.ttl, records: after.records } } : { name, type }
}

/** Doesn't keep the process alive. */
function later(work: () => void, milliseconds: number): void {
  setTimeout(work, milliseconds).unref()
}
