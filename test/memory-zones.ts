import { compareNames, isWithin } from '../src/dns/name.ts'
import type { Name, RRset } from '../src/dns/rrset.ts'
import { isSameSet } from '../src/plan/same-set.ts'
import { selectSets, wants } from '../src/plan/select-sets.ts'
import { setKey } from '../src/plan/set-key.ts'
import type { Change } from '../src/plan/types.ts'
import type { HostedZone, Publisher, ZoneKeeper } from '../src/providers/builtin/backing.ts'

/** The built-in provider's store in memory, as strict as the real one; with what was committed, and what to go wrong. */
export interface MemoryZones extends ZoneKeeper {
  /** Each commit's ledger. */
  readonly ledgers: unknown[]
  /** Called before each commit: may throw, or change the zone behind the caller's back. */
  beforeCommit(zone: HostedZone): Promise<void>
  /** Called when a commit is done: may throw, as a connection does that breaks before the answer. */
  afterCommit(): Promise<void>
}

type Stored = HostedZone & { reference: string; sets: ReadonlyMap<string, RRset> }

export function createMemoryZones(): MemoryZones {
  const zones = new Map<number, Stored>()
  let lastId = 0

  function need(id: number): Stored {
    const zone = zones.get(id)
    if (zone === undefined) throw Object.assign(new Error(`no hosted zone ${id}`), { code: 'missing' })
    return zone
  }

  function sorted(id: number): RRset[] {
    return structuredClone([...need(id).sets.values()]).sort(compareSets)
  }

  const memory: MemoryZones = {
    ledgers: [],
    beforeCommit: async () => {},
    afterCommit: async () => {},

    async create({ domain, reference, workspaceId, rrsets }) {
      const all = [...zones.values()]
      const again = all.find(zone => zone.workspaceId === workspaceId && zone.reference === reference)
      if (again) return { id: again.id, domain: again.domain }
      if (all.some(zone => zone.domain === domain)) throw Object.assign(new Error(`${domain}`), { code: 'taken' })
      const sets = new Map(structuredClone(rrsets).map(set => [setKey(set), set]))
      zones.set(++lastId, { id: lastId, domain, workspaceId, reference, sets })
      return { id: lastId, domain }
    },

    get: async id => zones.get(id) && publicPart(need(id)),
    list: async () => [...zones.values()].map(publicPart),
    soas: async () =>
      [...zones.values()].flatMap(({ id, domain, sets }) => {
        const soa = sets.get(setKey({ name: domain, type: 'SOA' }))?.records[0]
        return soa === undefined ? [] : [{ id, domain, soa }]
      }),

    overlapping: async domain =>
      [...zones.values()]
        .filter(zone => isWithin(domain, zone.domain) || isWithin(zone.domain, domain))
        .map(publicPart),

    async delete(id) {
      zones.delete(id)
    },

    async *rrsets(id, chunk) {
      const sets = sorted(id)
      for (let at = 0; at < sets.length; at += chunk) yield sets.slice(at, at + chunk)
    },

    rrsetsAt: async (id, names) => sorted(id).filter(set => names.includes(set.name)),

    page: async (id, query) => selectSets(sorted(id), query),
    count: async (id, filter) => sorted(id).filter(wants(filter)).length,

    async commit(id, changes, ledger) {
      await memory.beforeCommit(publicPart(need(id)))
      const zone = need(id)
      const sets = new Map(zone.sets)
      const mismatch = changes.findIndex(change => !applyTo(sets, change))
      if (mismatch >= 0) return { mismatch }
      zones.set(id, { ...zone, sets })
      memory.ledgers.push(ledger)
      await memory.afterCommit()
      return { committed: true }
    },
  }
  return memory
}

/** False where `before` is not what is there. */
function applyTo(sets: Map<string, RRset>, change: Change): boolean {
  if (change.op !== 'create') {
    const there = sets.get(setKey(change.before))
    if (there === undefined || !isSameSet(there, change.before)) return false
    sets.delete(setKey(change.before))
  }
  if (change.op !== 'delete') {
    const { variant, options } = change.after
    if (variant !== undefined || options !== undefined) throw new Error('neither variants nor options are kept')
    if (sets.has(setKey(change.after))) return false
    sets.set(setKey(change.after), structuredClone(change.after))
  }
  return true
}

function publicPart({ id, domain, workspaceId }: Stored): HostedZone {
  return { id, domain, workspaceId }
}

function compareSets(one: { name: Name; type: string }, other: { name: Name; type: string }): number {
  const byName = compareNames(one.name, other.name)
  if (byName !== 0) return byName
  return one.type < other.type ? -1 : Number(one.type > other.type)
}

/** A name server in memory: what it would answer, and what is to go wrong. */
export interface MemoryNameServer extends Publisher {
  /** What it serves of a zone, as `name type ttl records`; undefined for a zone that it doesn't serve. */
  served(zone: Name): string[] | undefined
  /** What was asked of it, such as `apply example.com.`. */
  readonly calls: string[]
  /** Called first thing with each call's words; may throw or wait. */
  onCall(call: string): Promise<void>
}

export function createMemoryNameServer(): MemoryNameServer {
  const zones = new Map<Name, Map<string, string>>()
  const memory: MemoryNameServer = {
    calls: [],
    onCall: async () => {},
    served: zone => zones.get(zone) && [...zones.get(zone)!.values()].sort(),
    async load(zone, chunks) {
      await hear(`load ${zone}`)
      const sets = new Map<string, string>()
      for await (const chunk of chunks) for (const set of chunk) sets.set(setKey(set), describe(set))
      if (!sets.has(setKey({ name: zone, type: 'SOA' }))) throw new Error(`no SOA at ${zone}`)
      zones.set(zone, sets)
    },
    async apply(zone, changes) {
      await hear(`apply ${zone}`)
      const sets = zones.get(zone)
      if (sets === undefined) throw new Error(`${zone} is not served`)
      for (const { name, type, after } of changes) {
        if (after)
          sets.set(setKey({ name, type }), describe({ name, type, ttl: after.ttl, records: [...after.records] }))
        else sets.delete(setKey({ name, type }))
      }
    },
    async remove(zone) {
      await hear(`remove ${zone}`)
      zones.delete(zone)
    },
  }

  async function hear(call: string): Promise<void> {
    memory.calls.push(call)
    await memory.onCall(call)
  }

  return memory
}

function describe(set: RRset): string {
  return `${set.name} ${set.type} ${set.ttl} ${[...set.records].sort().join(' | ')}`
}

/** What the name server should be serving of sets. */
export function describeSets(sets: readonly RRset[]): string[] {
  return sets.map(describe).sort()
}
