import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PropagationData, SyncDetails } from '../../src/contract/dns-answers.ts'
import { startTestZoneplane, type TestReply, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import { replyTo, type ScriptedDns, startScriptedDns } from '../servers/scripted-dns.ts'

const place = '/api/demo/production'
const name = '_gateways_app.example.com'

interface Synced {
  data: { metadata: { dns_active: boolean } }
  details: SyncDetails
  code: string
}

describe.skipIf(!requireServer('dig', digPath))('a zone on the built-in name server', () => {
  let zoneplane: TestZoneplane
  let outside: ScriptedDns
  let zoneId: number
  const sync = (): Promise<TestReply<Synced>> => zoneplane.call('PUT', `${place}/resources/${zoneId}/sync`)
  const records = `${place}/dns/`
  const put = async (fields: object) => {
    const reply = await zoneplane.call('POST', `${records}${zoneId}/records`, { name: '_gateways_app', ...fields })
    expect(reply.status).toBe(201)
  }
  const txt = (...values: string[]) => put({ type: 'TXT', ttl: 60, values })
  const ask = async (asked = name, type = 'TXT') => (await dig(zoneplane.dns, [{ name: asked, type }]))[0]!

  beforeAll(async () => {
    // To the world outside there are no zones.
    outside = await startScriptedDns({ udp: question => [replyTo(question, { rcode: 'NXDOMAIN' })] })
    zoneplane = await startTestZoneplane({ ZONEPLANE_RESOLVERS: `127.0.0.1:${outside.port}` })
    const made = await zoneplane.call<{ data: { id: number } }>('POST', `${place}/dns`, {
      name: 'example',
      domainName: 'example.com',
      provider: 'builtin',
    })
    zoneId = made.body.data.id
  })
  afterAll(async () => {
    await zoneplane?.stop()
    await outside?.stop()
  })

  test('is not active while it has no verification record', async () => {
    expect((await ask()).status).toBe('NXDOMAIN')
    const { status, body } = await sync()
    expect([status, body.data.metadata.dns_active]).toEqual([200, false])
    expect(body.details).toMatchObject({
      name,
      expected: 'installed',
      nameServers: [{ kind: 'builtin', rcode: 'NXDOMAIN', authoritative: true, values: [], ttl: null, error: null }],
    })
  })

  test('is active once the record is served, as dig sees it too', async () => {
    await txt('installed')
    expect((await ask()).answer).toEqual([`${name}. 60 IN TXT "installed"`])
    const { status, body } = await sync()
    expect([status, body.data.metadata.dns_active]).toEqual([200, true])
    const [soa] = (await ask('example.com', 'SOA')).answer
    expect(body.details.nameServers).toMatchObject([
      { kind: 'builtin', rcode: 'NOERROR', values: ['installed'], ttl: 60, serial: Number(soa!.split(' ')[6]) },
    ])
    const zone = await zoneplane.call<{ data: object }>('GET', `${records}${zoneId}`)
    expect(zone.body.data).toMatchObject({ metadata: { dns_active: true } })
  })

  test('is active with one good value among several, and not with another one', async () => {
    await txt('something else', 'installed')
    expect((await sync()).body.data.metadata.dns_active).toBe(true)
    await txt('something else', 'INSTALLED')
    expect((await sync()).body.data.metadata.dns_active).toBe(false)
    await txt('installed')
    expect((await sync()).body.data.metadata.dns_active).toBe(true)
  })

  test('is active where a CNAME at the name leads to the record', async () => {
    const change = (changes: object[]) => zoneplane.call('POST', `${records}${zoneId}/changes`, { changes })
    await change([
      { action: 'delete', name: '_gateways_app', type: 'TXT' },
      { action: 'create', name: '_gateways_app', type: 'CNAME', values: ['checks.example.com'] },
    ])
    expect((await sync()).body.data.metadata.dns_active).toBe(false)
    await change([{ action: 'create', name: 'checks', type: 'TXT', values: ['installed'] }])
    const { body } = await sync()
    expect(body.data.metadata.dns_active).toBe(true)
    expect(body.details.nameServers[0]).toMatchObject({ values: ['installed'], canonicalName: 'checks.example.com' })
  })

  test('tells of each change of the flag in the activities', async () => {
    const { body } = await zoneplane.call<{ data: { action: string; after: unknown }[] }>(
      'GET',
      `/api/activities?resourceId=${zoneId}&limit=100`,
    )
    const told = body.data.filter(({ action }) => action === 'zone.sync').map(({ after }) => after)
    expect(told).toEqual([true, false, true, false, true].map(isActive => ({ dns_active: isActive })))
  })

  test('is compared with what resolvers say', async () => {
    const { status, body } = await zoneplane.call<{ data: PropagationData }>(
      'GET',
      `${records}${zoneId}/propagation?name=checks&type=txt`,
    )
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      name: 'checks.example.com',
      type: 'TXT',
      expected: [{ name: 'checks.example.com', type: 'TXT', ttl: 300, values: ['installed'] }],
      summary: { state: 'differ', agree: 1, differ: 1, failed: 0, notCompared: 0 },
      servers: [
        { kind: 'builtin', agrees: true, rcode: 'NOERROR', values: ['installed'], ttl: 300 },
        { kind: 'resolver', agrees: false, rcode: 'NXDOMAIN', values: [], address: `127.0.0.1:${outside.port}` },
      ],
    })
  })

  test('is not synced as anything but a zone of this place', async () => {
    const code = async (id: string) => {
      const { status, body } = await zoneplane.call<Synced>('PUT', `${place}/resources/${id}/sync`)
      return [status, body.code]
    }
    expect(await code('999')).toEqual([404, 'not_found'])
    expect(await code('abc')).toEqual([400, 'validation_failed'])
  })
})
