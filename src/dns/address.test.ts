import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupsFromBytes, groupsToBytes, ipv4Bytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from './address.ts'

test.each(['0.0.0.0', '192.0.2.1', '255.255.255.255', '10.0.0.10'])('%s is an IPv4 address', text => {
  expect(isIpv4(text)).toBe(true)
  expect(ipv4Text(Uint8Array.from(ipv4Bytes(text)))).toBe(text)
})

test.each([
  '',
  '1',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.00',
  '1..3.4',
  '1.2.3.',
  '.1.2.3',
  '1.2.3.4 ',
  '1.2.3.a',
  '0x1.2.3.4',
  '1.2.3.-4',
  '１.2.3.4',
])('%j is no IPv4 address', text => {
  expect(isIpv4(text)).toBe(false)
})

test.each([
  ['::', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['1::', '1::'],
  ['2001:DB8::0001', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ['::192.0.2.1', '::c000:201'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
])('%s is written %s', (text, canonical) => {
  expect(ipv6Text(ipv6Groups(text)!)).toBe(canonical)
})

test.each([
  '',
  ':',
  ':::',
  '1:::2',
  '1::2::3',
  '1:2',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '12345::',
  'g::',
  ':1',
  '1:',
  '1.2.3.4',
  '1.2.3.4::',
  '::1.2.3',
  '::01.2.3.4',
  '1:2:3:4:5:6:7:1.2.3.4',
  'fe80::1%eth0',
  ' ::1',
  '[::1]',
])('%j is no IPv6 address', text => {
  expect(ipv6Groups(text)).toBeUndefined()
})

test('every address comes back from its text', () => {
  const group = fc.oneof(fc.constant(0), fc.nat(0xffff))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), groups => {
      expect(ipv6Groups(ipv6Text(groups))).toEqual(groups)
      expect(groupsFromBytes(Uint8Array.from(groupsToBytes(groups)))).toEqual(groups)
    }),
  )
})

test('what is an address is so for Node too, and the other way round', () => {
  const text = fc.string({ unit: fc.constantFrom(...'01:.:af9'), maxLength: 20 })
  fc.assert(
    fc.property(text, text => {
      expect(ipv6Groups(text) !== undefined).toBe(isIPv6(text))
      expect(isIpv4(text)).toBe(isIPv4(text))
    }),
    { numRuns: 5000 },
  )
})
