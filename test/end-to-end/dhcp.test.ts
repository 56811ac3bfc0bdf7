import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig } from '../servers/dig.ts'
import { type Kea, keaPath, startKea } from '../servers/kea.ts'
import type { TsigText } from '../servers/nsupdate.ts'
import type { ReplyBody } from '../test-app.ts'

/** A real DHCP server's updates for its leases (RFC 4703): prerequisites tell whose a name is. */

const isMissing = !requireServer('kea-dhcp-ddns', keaPath)
let zoneplane: TestZoneplane
let kea: Kea

beforeAll(async () => {
  if (isMissing) return
  zoneplane = await startTestZoneplane()
  const session = await call<{ token: string }>('POST', '/api/auth/login', zoneplane.admin)
  const bySession = { 'X-API-Key': '', Authorization: `Bearer ${session.token}` }
  const body = {
    name: 'leases',
    grants: { types: ['A', 'AAAA', 'PTR', 'DHCID'], networks: ['127.0.0.1/32'] },
    tsig: { name: 'dhcp.example' },
  }
  const { tsig } = await call<{ tsig: TsigText }>('POST', '/api/projects/demo/machine-keys', body, bySession)
  for (const domainName of ['lan.example', '2.0.192.in-addr.arpa']) {
    await call('POST', '/api/demo/production/dns', { name: domainName, domainName })
  }
  kea = await startKea({ key: tsig, dns: zoneplane.dns, forward: 'lan.example.', reverse: '2.0.192.in-addr.arpa.' })
}, 60_000)
afterAll(async () => {
  await kea?.stop()
  await zoneplane?.stop()
})

async function call<Data>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Data> {
  const reply = await zoneplane.call<ReplyBody<Data>>(method, path, body, headers)
  expect([path, reply.status < 300 || reply.body]).toEqual([path, true])
  return reply.body.data
}

async function served(name: string, type: string): Promise<string[]> {
  const [found] = await dig(zoneplane.dns, [{ name, type }])
  return (found?.answer ?? []).map(line => line.split(' ').slice(4).join(' '))
}

const settled = (times: number) =>
  vi.waitFor(() => expect(kea.output().match(/(?:ADD|REMOVE)_(?:SUCCEEDED|FAILED)/g)).toHaveLength(times), 15_000)

const one = { fqdn: 'one.lan.example.', dhcid: '000102030405060708090a0b0c0d0e0f' }
const other = { fqdn: 'one.lan.example.', dhcid: '0001ffffffffffffffffffffffffffff' }

describe.skipIf(isMissing)('leases of a DHCP server', { timeout: 60_000 }, () => {
  test('get their names, keep them from others, and lose them with the lease', async () => {
    await kea.tell({ ...one, given: true, address: '192.0.2.10', reverse: true })
    await settled(1)
    expect(await served('one.lan.example.', 'A')).toEqual(['192.0.2.10'])
    expect(await served('10.2.0.192.in-addr.arpa.', 'PTR')).toEqual(['one.lan.example.'])
    expect(await served('one.lan.example.', 'DHCID')).toHaveLength(1)

    await kea.tell({ ...one, given: true, address: '192.0.2.11' })
    await settled(2)
    expect(await served('one.lan.example.', 'A')).toEqual(['192.0.2.11'])

    await kea.tell({ ...other, given: true, address: '192.0.2.66' })
    await settled(3)
    expect(await served('one.lan.example.', 'A')).toEqual(['192.0.2.11'])

    await kea.tell({ ...one, given: false, address: '192.0.2.11' })
    await settled(4)
    expect(await served('one.lan.example.', 'A')).toEqual([])
    expect(await served('one.lan.example.', 'DHCID')).toEqual([])
    expect(kea.output().match(/(?:ADD|REMOVE)_(?:SUCCEEDED|FAILED)/g)).toEqual([
      'ADD_SUCCEEDED',
      'ADD_SUCCEEDED',
      'ADD_FAILED',
      'REMOVE_SUCCEEDED',
    ])
  })
})
