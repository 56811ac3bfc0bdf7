import { describe, expect, test } from 'vitest'
import type { MessageRecord } from '../dns/message.ts'
import { checkTransfer } from './check-transfer.ts'

const zone = 'example.com.'
const soa = (serial: number): MessageRecord => ({
  name: zone,
  type: 'SOA',
  class: 'IN',
  ttl: 300,
  rdata: `ns1.example.net. host.example.com. ${serial} 3600 600 86400 300`,
})
const a = (name: string): MessageRecord => ({ name, type: 'A', class: 'IN', ttl: 300, rdata: '192.0.2.1' })
const www = a('www.example.com.')

/** `done`, `more`, or what is wrong. */
function verdict(records: readonly MessageRecord[], since?: number): string {
  const check = checkTransfer({ zone, ...(since !== undefined && { since }) })
  for (const record of records) {
    const fault = check.take(record)
    if (fault !== undefined) return fault
  }
  return check.done ? 'done' : 'more'
}

describe('a full transfer', () => {
  test.each([
    ['ends with the SOA record that it began with', [soa(7), www, soa(7)], 'done'],
    ['of a zone without other records', [soa(7), soa(7)], 'done'],
    ['that has not come to its end', [soa(7), www], 'more'],
    ['without the SOA record first', [www, soa(7)], 'does not begin with the SOA record'],
    ['that ends with another SOA record', [soa(7), www, soa(8)], 'ends with another SOA record than it began with'],
    ['that goes on', [soa(7), www, soa(7), www], 'goes on behind its end'],
    ['with a name of elsewhere', [soa(7), a('www.example.net.')], 'has www.example.net. A, which is none of the zone'],
    [
      'with an SOA record below the top',
      [soa(7), { ...soa(7), name: 'www.example.com.' }],
      'has www.example.com. SOA, which is none of the zone',
    ],
    ['with a record of another class', [soa(7), { ...www, class: 'CH' as const }], 'has a record of the class CH'],
  ])('%s', (_, records, expected) => {
    expect(verdict(records)).toBe(expected)
  })
})

describe('an answer to a question for differences', () => {
  const [old, next, newest] = [soa(5), soa(6), soa(7)]
  test.each([
    ['is the SOA record alone where there is nothing newer', [old], 'done'],
    ['or where the server is behind', [soa(4)], 'done'],
    ['is the whole zone', [newest, www, newest], 'done'],
    ['is a whole zone without other records', [newest, newest], 'done'],
    ['is one difference', [newest, old, www, newest, www, newest], 'done'],
    ['is several in a row', [newest, old, www, next, next, newest, www, newest], 'done'],
    ['with nothing deleted and nothing added', [newest, old, next, next, newest, newest], 'done'],
    ['that has not come to its end', [newest, old, www, newest, www], 'more'],
    ['that has only begun', [newest], 'more'],
    ['that begins elsewhere', [newest, next, www, newest, newest], 'has differences to 6, where 5 was expected'],
    [
      'that leaves one out',
      [soa(9), old, www, next, newest, www, soa(8)],
      'has differences to 7, where 6 was expected',
    ],
    ['that goes on', [newest, old, newest, newest, www], 'goes on behind its end'],
  ])('%s', (_, records, expected) => {
    expect(verdict(records, 5)).toBe(expected)
  })

  test('counts serials around their end', () => {
    expect(verdict([soa(0xffff_ffff)], 2)).toBe('done')
    expect(verdict([soa(2)], 0xffff_ffff)).toBe('more')
  })
})
