import type { Name, RRset } from '../../dns/rrset.ts'
import { applyChanges } from '../../plan/apply-changes.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import type { Clock } from '../wrappers/clock.ts'
import type { ZoneSets } from './apply-batch.ts'
import type { Faults } from './faults.ts'
import { createRandom } from './random.ts'

/** One request that came to the service, or would have. */
export interface ServiceRequest {
  /** Milliseconds since 1970. */
  at: number
  account: string
  kind: 'zones' | 'read' | 'write' | 'admin'
  zone: Name | undefined
  /** How many changes it carried. */
  changes: number
  /** It was refused because of the account's rate, or because a change of the zone was under way. */
  refused: boolean
}

export interface MemoryZone {
  id: string
  account: string
  name: Name
  reference: string
  sets: ZoneSets
  /** What was there before each of the last writes, newest first. */
  past: ZoneSets[]
  /** Until when reads show what was there `lag` writes ago. */
  stale: { until: number; lag: number }
  /** Until when a change is under way. */
  busyUntil: number
  /** Draws what becomes of the zone's requests. */
  random: () => number
}

/** The service behind the providers: it outlives them, and tests look into it and make things go wrong. */
export interface MemoryService {
  readonly zones: Map<string, MemoryZone>
  readonly requests: ServiceRequest[]
  readonly clock: Clock
  /** What goes wrong from now on. The chances of a zone are drawn from the seed that was set when it was made. */
  faults: Faults
  addZone(zone: { account: string; name: Name; reference: string }): MemoryZone
  /** What is there, without a request. */
  sets(zoneId: string): RRset[]
  /** Changes made by somebody else, such as a person in the service's own console. */
  change(zoneId: string, changes: readonly Change[]): void
}

/** How many writes back a stale read can look. */
const pastKept = 10

const nameServers: readonly Name[] = ['ns1.memory.test.', 'ns2.memory.test.']

export function createMemoryService(clock: Clock, faults: Faults = {}): MemoryService {
  const zones = new Map<string, MemoryZone>()
  let lastId = 0

  function need(id: string): MemoryZone {
    const zone = zones.get(id)
    if (zone === undefined) throw new RangeError(`the memory service has no zone ${id}`)
    return zone
  }

  const service: MemoryService = {
    zones,
    requests: [],
    clock,
    faults,
    addZone({ account, name, reference }) {
      const id = `Z${++lastId}`
      const random = createRandom(service.faults.seed ?? 0, name)
      const sets = new Map(newZone(name).map(set => [setKey(set), set]))
      const stale = { until: 0, lag: 0 }
      const zone = { id, account, name, reference, sets, past: [], stale, busyUntil: 0, random }
      zones.set(id, zone)
      return zone
    },
    sets: id => structuredClone([...need(id).sets.values()]),
    change(id, changes) {
      const zone = need(id)
      const sets = applyChanges(zone.sets.values(), changes)
      write(zone, new Map(sets.map(set => [setKey(set), set])))
    },
  }
  return service
}

/** Makes a new state the zone's, and keeps the one before for whoever reads late. */
export function write(zone: MemoryZone, sets: ZoneSets): void {
  zone.past = [zone.sets, ...zone.past].slice(0, pastKept)
  zone.sets = sets
}

/** What a read shows now. */
export function visible({ sets, past, stale }: MemoryZone, now: number): ZoneSets {
  if (now >= stale.until || stale.lag === 0) return sets
  return past[Math.min(stale.lag, past.length) - 1] ?? sets
}

export function nameServersOf(): Name[] {
  return [...nameServers]
}

function newZone(name: Name): RRset[] {
  const soa = `${nameServers[0]} hostmaster.memory.test. 1 7200 900 1209600 300`
  return [
    { name, type: 'SOA', ttl: 900, records: [soa] },
    { name, type: 'NS', ttl: 86_400, records: nameServersOf() },
  ]
}
