import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { nameFromWire } from '../src/dns/name.ts'
import { rdataFromWire } from '../src/dns/rdata.ts'
import type { Name, Rdata, RecordType } from '../src/dns/rrset.ts'
import { readZoneFile } from '../src/dns/zone-file.ts'

/** A label of any bytes, those that names must escape among them. */
const label = fc.oneof(
  fc.stringMatching(/^[a-z0-9-]{1,12}$/).map(text => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map(bytes => Buffer.from(bytes)),
)

export const wireName = fc
  .array(label, { maxLength: 5 })
  .map(labels => Buffer.concat([...labels.flatMap(bytes => [Buffer.of(bytes.length), bytes]), Buffer.of(0)]))

/** Any name, the root among them. */
export const anyName: fc.Arbitrary<Name> = wireName.map(bytes => nameFromWire(bytes, 0).name)

/** Any name at or below a zone's. */
export function nameWithin(zone: Name): fc.Arbitrary<Name> {
  return anyName.map(name => (name === '.' ? zone : name + zone.replace(/^\.$/, '')))
}

export interface TypedRdata {
  type: RecordType
  rdata: Rdata
}

/** Records of 63 types as a widely used test file has them. */
export const samples: readonly TypedRdata[] = readSamples()

/** Records of many types: the samples, and some of random data. */
export const typedRdata: fc.Arbitrary<TypedRdata> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...samples) },
  anyName.chain(rdata => fc.constantFrom('NS', 'CNAME', 'PTR', 'DNAME').map(type => ({ type, rdata }))),
  fc.tuple(fc.nat(0xffff), anyName).map(([preference, name]) => ({ type: 'MX', rdata: `${preference} ${name}` })),
  fc.tuple(anyName, anyName).map(names => ({ type: 'SOA', rdata: `${names.join(' ')} 1 7200 3600 1209600 300` })),
  fromWire('A', fc.uint8Array({ minLength: 4, maxLength: 4 })),
  fromWire('AAAA', fc.uint8Array({ minLength: 16, maxLength: 16 })),
  fromWire('TXT', fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 3 }).map(withLengths)),
  fromWire('TYPE65400', fc.uint8Array({ maxLength: 40 })),
)

function fromWire(type: RecordType, bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<TypedRdata> {
  return bytes.map(each => ({ type, rdata: rdataFromWire(type, each) }))
}

function withLengths(strings: Uint8Array[]): Uint8Array {
  return Buffer.concat(strings.flatMap(bytes => [Buffer.of(bytes.length), bytes]))
}

function readSamples(): TypedRdata[] {
  const text = readFileSync(join(import.meta.dirname, 'vectors/dnspython-example'), 'utf8')
  return readZoneFile(text).records.map(({ type, rdata }) => ({ type, rdata }))
}
