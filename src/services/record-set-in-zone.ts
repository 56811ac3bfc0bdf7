import { readDns } from '../contract/dns-input.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import { resolveAll } from '../plan/resolve-all.ts'
import type { Zone } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { keptByProvider, managedProblems } from './managed-sets.ts'
import { kindOf, openZone } from './open-provider.ts'
import { defaultTtl } from './parse-record-set.ts'
import { readSets } from './read-sets.ts'

/**
 * What speaks against a set in its zone, where the request has been refused already: of the fields that can be read. A caller
 * who mends the request is thus not refused a second time for what could have been told at once. Empty where there is no such
 * zone, as that is told only to requests that are well-formed.
 */
export async function zoneProblemsOf(deps: Deps, place: Place, params: unknown, body: unknown): Promise<Problem[]> {
  const zone = await deps.store.zones.get(Number((params as { id?: unknown }).id))
  const isHere = zone?.resource.environmentId === place.environment.id
  if (zone === undefined || !isHere || typeof body !== 'object' || body === null) return []
  const { name, type } = body as Record<string, unknown>
  if (typeof name !== 'string') return []
  const read = readDns('name', () => ownerName(name, zone.domain))
  if (read.value === undefined) return [...read.problems]
  const known = typeof type === 'string' ? recordType(type) : undefined
  return known === undefined
    ? []
    : setProblems(deps, zone, readableSet(read.value, known, body as Record<string, unknown>)).catch(() => [])
}

/** The set as far as it can be read: values that can't be are left out, as are all fields of the wrong type. */
function readableSet(name: Name, type: RecordType, body: Record<string, unknown>): RRset {
  const { values, ttl, variant } = body
  const texts = Array.isArray(values) ? values.filter(value => typeof value === 'string') : []
  const records = texts.flatMap(text => readDns('values', () => rdataFromValue(type, text)).value ?? [])
  const named = typeof variant === 'string' ? { variant } : {}
  return { name, type, ...named, ttl: Number.isInteger(ttl) ? Number(ttl) : defaultTtl, records: [...new Set(records)] }
}

async function setProblems(deps: Deps, zone: Zone, rrset: RRset): Promise<Problem[]> {
  const { capabilities } = kindOf(deps, zone.binding.provider)
  const managed = managedProblems(zone.domain, keptByProvider, rrset)
  if (managed.length > 0) return managed
  const current = await readSets(await openZone(deps, zone, { interactive: true }), [rrset.name])
  const request = { owner: undefined, intents: [{ op: 'put', rrset }] } as const
  const { owners } = resolveAll([request], current, { zone: zone.domain, service: capabilities })
  const found = owners.flatMap(owner => owner.problems.map(({ problem }) => problem))
  return found.filter(isSure)
}

/** The TTL is told of by the schema; of values some may be missing here, so their places are not known. */
function isSure({ path, code }: Problem): boolean {
  return path !== 'ttl' && code !== 'values_required' && !path.startsWith('values[')
}
