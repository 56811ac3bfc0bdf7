import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rdataFromValue } from '../../src/contract/record-value.ts'
import type { RecordSet } from '../../src/contract/records.ts'
import type { ZoneData } from '../../src/contract/zones.ts'
import { nameWithoutFinalDot } from '../../src/dns/name.ts'
import { rdataToWire } from '../../src/dns/rdata.ts'
import { signingTypes, typeCode } from '../../src/dns/record-types.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { readZoneFile } from '../../src/dns/zone-file.ts'
import { printRRset } from '../../src/dns/zone-file-print.ts'
import { groupIntoRRsets } from '../../src/dns/zone-file-rrsets.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import type { DnsServer } from '../servers/dns-server.ts'
import { findProgram } from '../servers/find-program.ts'
import { startNsd } from '../servers/nsd.ts'

const zone = 'dnspython.example.'
const nsdPath = findProgram('nsd')
const hasServers = requireServer('nsd', nsdPath) && requireServer('dig', digPath)

/** Types that came after NSD 4.6, or that it reads another way: it is given their bytes. */
const typesInBytes = new Set([
  'GPOS',
  'NSAP-PTR',
  'HIP',
  'AMTRELAY',
  'SVCB',
  'RESINFO',
  'WALLET',
  'DSYNC',
  'HHIT',
  'BRID',
])

describe.skipIf(!hasServers)('a zone with sixty types, written set by set', () => {
  const sets = readSets()
  const written = sets.filter(set => !isManaged(set) && !signingTypes.has(set.type))
  let zoneplane: TestZoneplane
  let nsd: DnsServer
  let records: string

  beforeAll(async () => {
    const text = zoneFile(sets.filter(set => !signingTypes.has(set.type)))
    nsd = await startNsd(nsdPath!, [{ name: zone, text }])
    zoneplane = await startTestZoneplane()
    const created = await zoneplane.call<{ data: ZoneData }>('POST', '/api/demo/production/dns', {
      name: 'All types',
      domainName: zone,
    })
    expect(created.status).toBe(201)
    records = `/api/demo/production/dns/${created.body.data.id}/records`
  })
  afterAll(async () => {
    await zoneplane?.stop()
    await nsd?.stop()
  })

  test('goes in, and comes back equal', async () => {
    for (const { name, type, ttl, records: values } of written) {
      const reply = await zoneplane.call('POST', records, { name, type, ttl, values })
      expect(reply, `${name} ${type}`).toMatchObject({ status: 201 })
    }
    const list = await zoneplane.call<{ data: RecordSet[] }>('GET', records)
    const shown = list.body.data.filter(({ type, name }) => !isManaged({ name: `${name}.`, type }))
    expect(shown.length).toBe(written.length)
    for (const set of written) {
      const found = shown.find(({ name, type }) => `${name}.` === set.name && type === set.type)
      // What was shown may be written back, and comes to the same set.
      const again = await zoneplane.call<{ data: RecordSet }>('POST', records, found)
      expect(again.body.data, `${set.name} ${set.type}`).toEqual(found)
      expect(found).toMatchObject({ name: nameWithoutFinalDot(set.name), type: set.type, ttl: set.ttl })
      const rdata = found!.values!.map(value => rdataFromValue(set.type, value))
      expect(rdata.toSorted(), `${set.name} ${set.type}`).toEqual(set.records.toSorted())
    }
  })

  for (const transport of ['udp', 'tcp'] as const) {
    test(`is answered over ${transport} exactly as NSD answers it`, async () => {
      const questions = written.map(({ name, type }) => ({ name, type }))
      const [ours, theirs] = [
        await dig(zoneplane.dns, questions, transport),
        await dig({ host: '127.0.0.1', port: nsd.port }, questions, transport),
      ]
      for (const [index, question] of questions.entries()) {
        expect(ours[index], `${question.name} ${question.type}`).toEqual(theirs[index])
      }
      // The comparison would prove nothing if neither had anything to say.
      expect(ours.filter(({ status, answer }) => status === 'NOERROR' && answer.length > 0).length).toBeGreaterThan(130)
    })
  }
})

/** The vector's origin `example.` is too short for a zone of the API. */
function readSets(): RRset[] {
  const text = readFileSync(join(import.meta.dirname, '../vectors/dnspython-example'), 'utf8')
  const moved = text.replace(/(?<![\w-])example(\.?)(?=\s)/g, 'dnspython.example$1')
  const { records, problems } = readZoneFile(moved, { zone, origin: '.' })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return groupIntoRRsets(records).rrsets
}

function isManaged({ name, type }: { name: string; type: string }): boolean {
  return name === zone && (type === 'SOA' || type === 'NS')
}

function zoneFile(sets: readonly RRset[]): string {
  return sets.map(set => printRRset(typesInBytes.has(set.type) ? inBytes(set) : set, zone)).join('')
}

/** The form for types that a server doesn't know (RFC 3597 §5). */
function inBytes(set: RRset): RRset {
  const records = set.records.map(rdata => {
    const wire = rdataToWire(set.type, rdata)
    return `\\# ${wire.length} ${Buffer.from(wire).toString('hex')}`
  })
  return { ...set, type: `TYPE${typeCode(set.type)}`, records }
}
