import { expect, test } from 'vitest'
import { canonicalNetwork, isInNetworks, networkProblems } from './networks.ts'

test.each([
  ['192.0.2.0/24', '192.0.2.0/24'],
  ['192.0.2.7', '192.0.2.7/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8::/32', '2001:db8::/32'],
  ['2001:db8:0:0::1', '2001:db8::1/128'],
  ['::/0', '::/0'],
])('%s is kept as %s', (text, kept) => {
  expect(networkProblems('grants.networks[0]', text)).toEqual([])
  expect(canonicalNetwork(text)).toBe(kept)
})

test.each([
  '192.0.2.0/33',
  '192.0.2.0/',
  '192.0.2/24',
  '2001:db8::/129',
  '1.2.3.4/24/8',
  'example.com',
  '/8',
  '1.2.3.4/01',
])('%s is no network', text => {
  expect(networkProblems('networks[0]', text)).toMatchObject([{ path: 'networks[0]', code: 'invalid_network' }])
})

test('bits behind the prefix are told with the network that was probably meant', () => {
  expect(networkProblems('n', '192.0.2.77/26')[0]?.message).toContain('192.0.2.64/26')
  expect(networkProblems('n', '2001:db8::1/64')[0]?.message).toContain('2001:db8::/64')
})

test.each([
  ['192.0.2.77', ['192.0.2.64/26'], true],
  ['192.0.2.63', ['192.0.2.64/26'], false],
  ['::ffff:192.0.2.77', ['192.0.2.64/26'], true],
  ['10.0.0.1', ['192.0.2.0/24', '10.0.0.0/8'], true],
  ['2001:db8:1::5', ['2001:db8::/32'], true],
  ['2001:db9::5', ['2001:db8::/32'], false],
  ['2001:db8::5', ['0.0.0.0/0'], false],
  ['198.51.100.1', ['0.0.0.0/0'], true],
  [null, ['0.0.0.0/0', '::/0'], false],
  ['nonsense', ['0.0.0.0/0', '::/0'], false],
])('%s in %j: %s', (address, networks, isIn) => {
  expect(isInNetworks(address, networks)).toBe(isIn)
})
