import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameWithin, typedRdata } from '../../test/record-arbitraries.ts'
import type { RRset } from './rrset.ts'
import { readZoneFile } from './zone-file.ts'
import { printRRset, printZoneFile } from './zone-file-print.ts'
import { groupIntoRRsets } from './zone-file-rrsets.ts'

const origin = 'example.com.'
const print = (rrsets: Iterable<RRset>, zone = origin) => [...printZoneFile(rrsets, { origin: zone })].join('')

const soa: RRset = { name: origin, type: 'SOA', ttl: 3600, records: ['ns.example.com. mail.example.com. 1 2 3 4 5'] }
const txt: RRset = { name: origin, type: 'TXT', ttl: 60, records: ['"a;b"', '"\\"c\\""'] }
const www: RRset = { name: 'www.example.com.', type: 'CNAME', ttl: 300, records: ['example.com.'] }

describe('printed zone files', () => {
  test('have directives, the SOA record first, relative owners, and one record a line', () => {
    expect(print([txt, soa, www])).toBe(
      [
        '$ORIGIN example.com.',
        '$TTL 3600',
        '@ 3600 IN SOA ns.example.com. mail.example.com. 1 2 3 4 5',
        '@ 60 IN TXT "a;b"',
        '@ 60 IN TXT "\\"c\\""',
        'www 300 IN CNAME example.com.',
        '',
      ].join('\n'),
    )
  })

  test('come in pieces, and need no more sets than they have printed once the SOA record is there', () => {
    let taken = 0
    function* sets() {
      for (const rrset of [soa, txt, www]) {
        taken++
        yield rrset
      }
    }
    const pieces = printZoneFile(sets(), { origin })
    expect(pieces.next().value).toMatch(/^\$ORIGIN example\.com\.\n\$TTL 3600\n@ 3600 IN SOA .*\n$/)
    expect(taken).toBe(1)
  })

  test('without a SOA record have all the others', () => {
    expect(readZoneFile(print([txt, www])).records).toHaveLength(3)
  })

  test('of nothing have only their origin', () => {
    expect(print([])).toBe('$ORIGIN example.com.\n')
  })

  test('say in comments what they cannot say in records', () => {
    const alias = { dnsName: 'lb.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
    expect(printRRset({ name: origin, type: 'A', ttl: 0, records: [], options: { alias } }, origin)).toBe(
      '; @ 0 IN A alias of lb.example.net.\n',
    )
    expect(printRRset({ ...www, variant: 'eu\nwww A 192.0.2.1' }, origin)).toBe(
      '; variant "eu\\nwww A 192.0.2.1" of several:\n; www 300 IN CNAME example.com.\n',
    )
  })

  test.each([origin, '.', '\\$a\\@.\\(x\\;\\.y.'])('of a zone %s are read back as the same sets', zone => {
    const set = fc
      .tuple(nameWithin(zone), typedRdata, fc.nat(0x7fffffff))
      .map(([name, { type, rdata }, ttl]): RRset => ({ name, type, ttl, records: [rdata] }))
    const sets = fc.uniqueArray(set, { selector: ({ name, type }) => `${type} ${name}`, maxLength: 12 })
    fc.assert(
      fc.property(sets, rrsets => {
        const { records, problems } = readZoneFile(print(rrsets, zone), { zone })
        const again = groupIntoRRsets(records)
        expect([...problems, ...again.problems]).toEqual([])
        expect(again.rrsets).toHaveLength(rrsets.length)
        expect(again.rrsets).toEqual(expect.arrayContaining(rrsets))
      }),
    )
  })
})
