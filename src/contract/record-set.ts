import { parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Rdata, RecordType } from '../dns/rrset.ts'
import { readDns } from './dns-input.ts'
import { recordType, recordTypeProblems } from './record-type.ts'
import { rdataFromValue } from './record-value.ts'
import { routingProblems } from './routing.ts'

/**
 * What is wrong with a record set of a request, as far as it can be told without its zone. The fields are looked at one by
 * one, and only where they are of the right JSON type, for the schema tells of the others.
 */
export function recordSetProblems(body: unknown): Problem[] {
  if (typeof body !== 'object' || body === null) return []
  const { name, type, values, ttl, aliasTarget, variant, routing } = body as Record<string, unknown>
  const known = typeof type === 'string' ? recordType(type) : undefined
  return [
    ...(typeof name === 'string' ? nameProblems('name', name) : []),
    ...(typeof type === 'string' ? recordTypeProblems('type', type) : []),
    ...(known !== undefined && Array.isArray(values) ? valuesProblems(known, values, 'values') : []),
    ...(aliasTarget === undefined ? missingValues(values) : aliasProblems(aliasTarget, { ttl, values })),
    ...routingProblems('routing', routing),
    ...(routing === undefined ? [] : missingVariant(routing, variant)),
  ]
}

/** Sets that a policy chooses among are told apart; a simple one stands alone. */
function missingVariant(routing: unknown, variant: unknown): Problem[] {
  const { policy } = (routing ?? {}) as { policy?: unknown }
  if (policy === undefined || (policy === 'simple') === (variant === undefined)) return []
  const [code, message] =
    variant === undefined
      ? ['required', 'tells the set apart from the others that the policy chooses among']
      : ['not_allowed', 'does not go together with the policy simple']
  return [{ path: 'variant', code, message }]
}

function missingValues(values: unknown): Problem[] {
  return values === undefined ? [{ path: 'values', code: 'required', message: 'is required' }] : []
}

/** An alias has no data of its own: it answers with those of its target. */
function aliasProblems(aliasTarget: unknown, others: Record<string, unknown>): Problem[] {
  const { dnsName } = (aliasTarget ?? {}) as Record<string, unknown>
  const given = Object.keys(others).filter(field => others[field] !== undefined)
  return [
    ...(typeof dnsName === 'string' ? readDns('aliasTarget.dnsName', () => parseName(dnsName)).problems : []),
    ...given.map(path => ({ path, code: 'not_allowed', message: 'does not go together with aliasTarget' })),
  ]
}

/** What is wrong with the name of a set, whatever its zone is. */
export function nameProblems(path: string, name: string): readonly Problem[] {
  return name === '@' ? [] : readDns(path, () => parseName(name)).problems
}

/** What is wrong with each value, and those that say the same as one before. `path` is that of the list. */
export function valuesProblems(type: RecordType, values: readonly unknown[], path: string): Problem[] {
  const places = new Map<Rdata, string>()
  return values.flatMap((value, index): readonly Problem[] => {
    if (typeof value !== 'string') return []
    const place = `${path}[${index}]`
    const read = readDns(place, () => rdataFromValue(type, value))
    if (read.value === undefined) return read.problems
    const first = places.get(read.value)
    if (first !== undefined) return [{ path: place, code: 'duplicate_value', message: `says the same as ${first}` }]
    places.set(read.value, place)
    return []
  })
}
