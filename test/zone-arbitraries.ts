import fc from 'fast-check'
import type { RRset } from '../src/dns/rrset.ts'
import { setKey } from '../src/plan/set-key.ts'
import type { Change, SetIntent } from '../src/plan/types.ts'

/** Small zones of few names, types and values, so that random ones often meet. */
export const zone = 'example.com.'

const names = [
  'example.com.',
  'a.example.com.',
  'b.example.com.',
  'x.a.example.com.',
  'c.b.example.com.',
  '*.example.com.',
]
const values = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['"one"', '"two"', '"three"', '"\\"quoted\\""'],
  MX: ['10 mail.example.com.', '20 mail.example.com.'],
  NS: ['ns1.example.net.', 'ns2.example.net.'],
  DS: ['1 13 2 aa', '2 13 2 bb'],
  CNAME: ['www.example.net.', 'example.org.'],
} as const
type Type = keyof typeof values

export const ttl = fc.constantFrom(60, 300, 3600)
export const name = fc.constantFrom(...names)
export const type = fc.constantFrom(...(Object.keys(values) as Type[]))

export function recordsOf(type: Type) {
  return fc.subarray([...values[type]], { minLength: 1 })
}

export const rrset: fc.Arbitrary<RRset> = fc
  .tuple(name, type, ttl)
  .chain(([name, type, ttl]) => recordsOf(type).map(records => ({ name, type, ttl, records })))

/** Any sets, one of a name and type, however little they fit together. */
export const zoneSets: fc.Arbitrary<RRset[]> = fc.uniqueArray(rrset, { selector: setKey, maxLength: 20 })

/** What a name can be in a zone that breaks no rule; the apex holds plain data only. */
const plainSets = (name: string) =>
  fc.subarray(['A', 'TXT', 'MX'] as const).chain(types => fc.tuple(...types.map(type => setOf(name, type))))
const cnameSets = (name: string) => setOf(name, 'CNAME', 1).map(set => [set])
const delegationSets = (name: string) =>
  fc.tuple(setOf(name, 'NS'), fc.option(setOf(name, 'DS'))).map(([ns, ds]) => (ds === null ? [ns] : [ns, ds]))

function setOf(name: string, type: Type, maxLength?: number): fc.Arbitrary<RRset> {
  return fc
    .tuple(ttl, fc.subarray([...values[type]], { minLength: 1, ...(maxLength && { maxLength }) }))
    .map(([ttl, records]) => ({ name, type, ttl, records }))
}

function setsAt(name: string): fc.Arbitrary<RRset[]> {
  if (name === zone) return plainSets(name)
  if (name.startsWith('*')) return fc.oneof(plainSets(name), cnameSets(name))
  return fc.oneof(plainSets(name), cnameSets(name), delegationSets(name))
}

/** Zones in which no name breaks a rule. */
export const legalZone: fc.Arbitrary<RRset[]> = fc.tuple(...names.map(setsAt)).map(sets => sets.flat())

export const change: fc.Arbitrary<Change> = fc.oneof(
  rrset.map(after => ({ op: 'create' as const, after })),
  rrset.map(before => ({ op: 'delete' as const, before })),
  fc.tuple(rrset, ttl).map(([before, ttl]) => ({ op: 'replace' as const, before, after: { ...before, ttl } })),
)

export const intent: fc.Arbitrary<SetIntent> = fc.oneof(
  rrset.map(rrset => ({ op: 'put' as const, rrset })),
  rrset.map(rrset => ({ op: 'create' as const, rrset })),
  rrset.map(({ name, type }) => ({ op: 'delete' as const, name, type })),
  rrset.map(({ name, type, records }) => ({ op: 'delete' as const, name, type, expected: records })),
  rrset.map(({ name, type, ttl, records }) => ({ op: 'add' as const, name, type, ttl, records })),
  rrset.map(({ name, type, records }) => ({ op: 'remove' as const, name, type, records })),
)

/** A zone as text that doesn't depend on the order of sets or records. */
export function asText(sets: readonly RRset[]): string[] {
  return sets.map(set => `${setKey(set)} ${set.ttl} ${[...set.records].sort().join(' | ')}`).sort()
}
