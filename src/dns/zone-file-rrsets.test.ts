import { expect, test } from 'vitest'
import { readZoneFile } from './zone-file.ts'
import { groupIntoRRsets } from './zone-file-rrsets.ts'

const group = (text: string) => groupIntoRRsets(readZoneFile(text, { origin: 'example.com.' }).records)

test('records are put together by name and type, in the order in which each set began', () => {
  const { rrsets, problems } = group('b 60 A 192.0.2.1\na 60 A 192.0.2.1\n TXT x\nB A 192.0.2.2')
  expect(problems).toEqual([])
  expect(rrsets).toEqual([
    { name: 'b.example.com.', type: 'A', ttl: 60, records: ['192.0.2.1', '192.0.2.2'] },
    { name: 'a.example.com.', type: 'A', ttl: 60, records: ['192.0.2.1'] },
    { name: 'a.example.com.', type: 'TXT', ttl: 60, records: ['"x"'] },
  ])
})

test('of different TTLs the lowest is taken, told once for a set', () => {
  const { rrsets, problems } = group('b 60 A 192.0.2.1\nb 30 A 192.0.2.2\nb 90 A 192.0.2.3\nb 90 TXT x')
  expect(rrsets.map(({ ttl }) => ttl)).toEqual([30, 90])
  expect(problems).toMatchObject([{ line: 2, code: 'ttl_mismatch', severity: 'warning' }])
})

test('records that are there already are left out and told, in small sets and in big ones', () => {
  const addresses = Array.from({ length: 40 }, (_, index) => `b 60 A 192.0.2.${index}`)
  const { rrsets, problems } = group([...addresses.slice(0, 3), ...addresses, addresses[39]].join('\n'))
  expect(rrsets[0]!.records).toHaveLength(40)
  expect(problems.map(({ line, code }) => [line, code])).toEqual([4, 5, 6, 44].map(line => [line, 'duplicate_record']))
})

test('nothing gives nothing', () => {
  expect(groupIntoRRsets([])).toEqual({ rrsets: [], problems: [] })
})
