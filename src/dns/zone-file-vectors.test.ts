import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { relativeName } from './name.ts'
import { readZoneFile, type ZoneFileRecord } from './zone-file.ts'

const vectors = join(import.meta.dirname, '../../test/vectors')
const readVector = (file: string) => readFileSync(join(vectors, file), 'utf8')
const listing = readVector('dnspython-example1.good').trimEnd().split('\n')

/** Where the listing's canonical form is another than ours: how to get from one to the other, and why it is another. */
const differences: readonly { types: string[]; reason: string; ours: (line: string) => string }[] = [
  {
    types: ['CDNSKEY', 'CERT', 'DHCID', 'DNSKEY', 'IPSECKEY', 'RRSIG'],
    reason: 'base64 is not broken into groups',
    ours: line => line.replaceAll(/(?<=[A-Za-z0-9+/]{32}) (?=[A-Za-z0-9+/=]+( |$))/g, ''),
  },
  { types: ['CERT'], reason: 'types and algorithms are numbers', ours: line => line.replace('PRIVATEOID', '254') },
  {
    types: ['GPOS'],
    reason: 'character-strings are quoted in all types',
    ours: line => line.replaceAll(/(?<=GPOS.*)(-?[\d.]+)/g, '"$1"'),
  },
  {
    types: ['IPSECKEY', 'L64'],
    reason: 'addresses are in lower case',
    ours: line => line.replaceAll(/[0-9A-F]+:[0-9A-F:]+/g, address => address.toLowerCase()),
  },
  {
    types: ['IPSECKEY'],
    reason: 'an IPv6 gateway is written as RFC 5952 has it',
    ours: line => line.replace('2001:0db8:0:8002', '2001:db8:0:8002'),
  },
]

test('a file of 63 types gives exactly its canonical listing', () => {
  const { records, problems } = readZoneFile(readVector('dnspython-example'), { zone: 'example.' })
  expect(problems).toEqual([])
  expect(records.map(asListed).sort()).toEqual(listing.map(inOurForm).sort())
  expect(new Set(records.map(({ type }) => type)).size).toBe(63)
})

test('the listing is a zone file with the same records', () => {
  const fromFile = readZoneFile(readVector('dnspython-example'))
  const fromListing = readZoneFile(listing.join('\n'), { origin: 'example.' })
  const text = ({ name, type, ttl, rdata }: ZoneFileRecord) => `${name} ${ttl} ${type} ${rdata}`
  expect(fromListing.problems).toEqual([])
  expect(fromListing.records.map(text).sort()).toEqual(fromFile.records.map(text).sort())
})

/** Names in data relative too, which our form never has. */
function asListed({ name, type, ttl, rdata }: ZoneFileRecord): string {
  const words = rdata.split(' ').map(word => (word === 'example.' ? '@' : word.replace(/\.example\.$/, '')))
  return `${relativeName(name, 'example.')} ${ttl} IN ${type} ${words.join(' ')}`
}

function inOurForm(line: string): string {
  const type = line.split(' ')[3]!
  return differences.filter(({ types }) => types.includes(type)).reduce((text, { ours }) => ours(text), line)
}
