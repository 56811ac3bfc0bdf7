import { expect, test } from 'vitest'
import { parseServerAddress, serverText } from './server-address.ts'

test.each([
  ['192.0.2.1', '192.0.2.1', 53],
  ['192.0.2.1:5353', '192.0.2.1', 5353],
  ['2001:db8::1', '2001:db8::1', 53],
  ['[2001:db8::1]', '2001:db8::1', 53],
  ['[2001:db8::1]:5353', '2001:db8::1', 5353],
])('%s is an address of a server', (text, address, port) => {
  expect(parseServerAddress(text)).toEqual({ address, port })
})

test.each([
  '',
  'dns.example.com',
  '192.0.2.1:',
  '192.0.2.1:0',
  '192.0.2.1:65536',
  '192.0.2.256',
  '[192.0.2.1]:53',
  '2001:db8::1:',
  '[2001:db8::1',
])('“%s” is none', text => {
  expect(parseServerAddress(text)).toBeUndefined()
})

test('an address is written as it can be read', () => {
  expect(['192.0.2.1:53', '[2001:db8::1]:5353'].map(text => serverText(parseServerAddress(text)!))).toEqual([
    '192.0.2.1:53',
    '[2001:db8::1]:5353',
  ])
})
