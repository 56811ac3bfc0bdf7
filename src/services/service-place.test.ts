import { expect, test } from 'vitest'
import { serviceIn } from './service-place.ts'

test.each([
  [{ endpoint: 'https://dns.example.net' }, { endpoint: 'https://DNS.example.net:443/' }],
  [{ endpoint: 'http://192.0.2.53:8081/pdns' }, { endpoint: 'http://192.0.2.53:8081/pdns/api/v1/' }],
  [{ endpoint: 'http://192.0.2.53:8081' }, { endpoint: 'http://192.0.2.53:8081/api', serverId: 'localhost' }],
  [{ server: 'ns1.example.net' }, { server: 'NS1.example.net.', port: 53 }],
])('%o is the same place as %o', (one, other) => {
  expect(serviceIn(one)).toBe(serviceIn(other))
})

test.each([
  [{}, { endpoint: 'https://dns.example.net' }],
  [{ endpoint: 'http://192.0.2.53:8081' }, { endpoint: 'http://192.0.2.53:8082' }],
  [
    { endpoint: 'http://192.0.2.53:8081', serverId: 'one' },
    { endpoint: 'http://192.0.2.53:8081', serverId: 'two' },
  ],
  [{ server: '192.0.2.53' }, { server: '192.0.2.53', port: 5300 }],
])('%o is another place than %o', (one, other) => {
  expect(serviceIn(one)).not.toBe(serviceIn(other))
})
