import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { LookupName } from './lookup-name.ts'
import type { ZoneChange } from './name-server.ts'
import { toSetMessage, wireName } from './set-message.ts'
import { apexOf, set } from './testing/local-server.ts'
import type { OwnedRecords } from './wire-set.ts'
import { changeSet, createZone, type Zone } from './zone.ts'
import { openSnapshot } from './zone-snapshot.ts'

const apex = 'example.'
const scratch = new LookupName()

/** What happens: a set is put or dropped, a snapshot is opened, or the eldest or the newest one is read on. */
type Step = { put: RRset } | { drop: ZoneChange } | 'open' | 'read eldest' | 'read newest'

const label = fc.nat(60).map(number => `n${number}`)
const name = fc.array(label, { minLength: 1, maxLength: 2 }).map(labels => `${labels.join('.')}.${apex}`)
const type = fc.constantFrom('A', 'TXT')
const change: fc.Arbitrary<Step> = fc
  .tuple(name, type, fc.nat(9), fc.boolean())
  .map(([owner, kind, number, put]) =>
    put
      ? { put: set(owner, kind, kind === 'A' ? `192.0.2.${number}` : `"${number}"`) }
      : { drop: { name: owner, type: kind } },
  )
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: change },
    { weight: 1, arbitrary: fc.constant<Step>('open') },
    { weight: 2, arbitrary: fc.constantFrom<Step>('read eldest', 'read newest') },
  ),
  { maxLength: 300 },
)

test('a snapshot gives the zone as it was when it was opened, whatever is changed while it is read', () => {
  const property = fc.property(steps, fc.integer({ min: 1, max: 3 }), (list, namesAtOnce) => {
    const zone = createZone(wireName(apex))
    for (const each of apexOf(apex)) put(zone, each)
    const readers: { expected: string[]; read: string[]; sets: Iterator<readonly OwnedRecords[]>; close(): void }[] = []
    for (const step of list) {
      if (step === 'open') {
        const snapshot = openSnapshot(zone, namesAtOnce)
        readers.push({ ...snapshot, expected: contents(zone), read: [], sets: snapshot.sets()[Symbol.iterator]() })
      } else if (step === 'read eldest') readOn(readers[0])
      else if (step === 'read newest') readOn(readers.at(-1))
      else if ('put' in step) put(zone, step.put)
      else changeSet(zone, toSetMessage(apex, step.drop), scratch)
    }
    for (const reader of readers) {
      while (readOn(reader)) {}
      reader.close()
      expect(reader.read.sort()).toEqual(reader.expected)
    }
    expect(zone.snapshots.size).toBe(0)
  })
  fc.assert(property, { numRuns: 1500 })
})

test('a zone that grows a hundredfold while it is read is read as it was', () => {
  const zone = createZone(wireName(apex))
  for (const each of apexOf(apex)) put(zone, each)
  for (let index = 0; index < 50; index++) put(zone, set(`old${index}.${apex}`, 'A', '192.0.2.1'))
  const expected = contents(zone)
  const snapshot = openSnapshot(zone, 1)
  const read: string[] = []
  let added = 0
  for (const sets of snapshot.sets()) {
    read.push(...sets.map(line))
    for (let count = 0; count < 100; count++) put(zone, set(`new${added++}.${apex}`, 'A', '192.0.2.2'))
    put(zone, set(`old${read.length}.${apex}`, 'A', '192.0.2.3'))
  }
  expect(added).toBeGreaterThan(3000)
  expect(read.sort()).toEqual(expected)
})

test('a change of what has been read keeps nothing, so a long transfer holds no more than the zone', () => {
  const zone = createZone(wireName(apex))
  for (const each of apexOf(apex)) put(zone, each)
  const snapshot = openSnapshot(zone)
  const sets = snapshot.sets()[Symbol.iterator]()
  expect(sets.next().value).toHaveLength(1)
  put(zone, set(apex, 'NS', 'other.example.'))
  put(zone, set(`new.${apex}`, 'A', '192.0.2.1'))
  expect(sets.next().value).toEqual([])
  expect(sets.next().done).toBe(true)
})

function put(zone: Zone, { name: owner, type: kind, ttl, records }: RRset): void {
  changeSet(zone, toSetMessage(apex, { name: owner, type: kind, after: { ttl, records } }), scratch)
}

function readOn(reader: { sets: Iterator<readonly OwnedRecords[]>; read: string[] } | undefined): boolean {
  const next = reader?.sets.next()
  if (next === undefined || next.done) return false
  reader?.read.push(...next.value.map(line))
  return true
}

/** All sets but the SOA, in an order of their own. */
function contents(zone: Zone): string[] {
  const lines: string[] = []
  for (const node of zone.names.entries()) {
    for (let each = node.sets; each !== undefined; each = each.next) {
      if (each.type !== 6) lines.push(line({ owner: node.key, ...each }))
    }
  }
  return lines.sort()
}

function line({ owner, type: kind, wire }: OwnedRecords): string {
  return `${owner} ${kind} ${wire}`
}
