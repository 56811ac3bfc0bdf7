import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import { powerDnsKind } from './kind.ts'
import { checkPowerDnsSettings, readPowerDnsSettings } from './settings.ts'

const good = { endpoint: 'http://192.0.2.53:8081', apiKey: 'key of the api' }

test.each([
  [{}],
  [{ endpoint: 'https://dns.example.net/pdns/api/v1/' }],
  [{ serverId: 'ns-1.example_net' }],
  [{ zoneKind: 'Native' }],
  [{ zoneKind: 'Primary', nameServers: ['ns1.example.net.', 'ns2.example.net'] }],
  [{ serverId: '', zoneKind: '', nameServers: [] }],
])('%o is taken', more => {
  expect(checkPowerDnsSettings({ ...good, ...more })).toEqual([])
})

test.each([
  ['endpoint', 'invalid_endpoint', ['192.0.2.53:8081', 'ftp://dns.example.net', 'http://a:b@c/', 'http://a/?x=1', 'x']],
  ['apiKey', 'invalid_api_key', [' key', 'ké', 'a\nb', 'x'.repeat(600)]],
  ['serverId', 'invalid_server_id', ['a/b', 'a b', '../other']],
  ['zoneKind', 'not_allowed', ['Slave', 'Secondary', 'x']],
])('%s is refused as %s', (path, code, values) => {
  for (const value of values) {
    expect(checkPowerDnsSettings({ ...good, [path]: value })).toMatchObject([{ path, code }])
  }
})

test('a name server that has no name is told at its place', () => {
  expect(checkPowerDnsSettings({ ...good, nameServers: ['ns1.example.net', '.', 'a..b'] })).toMatchObject([
    { path: 'nameServers[1]', code: 'invalid_name_server' },
    { path: 'nameServers[2]', code: 'invalid_name_server' },
  ])
})

test('all that is wrong is told at once, and nothing opens with it', () => {
  const wrong = { endpoint: 'x', apiKey: ' ', serverId: '/', zoneKind: 'x', nameServers: ['a..b'] }
  expect(checkPowerDnsSettings(wrong).map(({ path }) => path.split('[')[0])).toEqual(Object.keys(wrong))
  expect(() => powerDnsKind.open(wrong, testIo())).toThrow('endpoint')
})

test.each([
  ['http://192.0.2.53:8081', 'http://192.0.2.53:8081/api/v1'],
  ['http://192.0.2.53:8081/api', 'http://192.0.2.53:8081/api/v1'],
  ['https://dns.example.net/api/v1/', 'https://dns.example.net/api/v1'],
  ['https://proxy.example.net/pdns/', 'https://proxy.example.net/pdns/api/v1'],
  ['https://proxy.example.net/pdns/api/v1', 'https://proxy.example.net/pdns/api/v1'],
])('the API of %s is at %s', (endpoint, api) => {
  expect(readPowerDnsSettings({ ...good, endpoint })).toMatchObject({ api, serverId: 'localhost', zoneKind: 'Native' })
})

test('a primary is made as the API has always called it, with name servers in canonical form', () => {
  const read = readPowerDnsSettings({
    ...good,
    zoneKind: 'Primary',
    nameServers: ['NS1.example.net', 'ns2.example.net.'],
  })
  expect(read).toMatchObject({ zoneKind: 'Master', nameServers: ['ns1.example.net.', 'ns2.example.net.'] })
})
