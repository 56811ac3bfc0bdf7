import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newMachineKey } from '../../src/auth/keys.ts'
import type { MachineRecords } from '../../src/contract/machine-records.ts'
import type { RecordSet } from '../../src/contract/records.ts'
import type { ZoneData } from '../../src/contract/zones.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'

const zones = '/api/demo/production/dns'
const machineRecords = '/domain-manager/dns-records'

describe.skipIf(!requireServer('dig', digPath))('what was answered is served', () => {
  let zoneplane: TestZoneplane
  let zone: ZoneData

  beforeAll(async () => {
    zoneplane = await startTestZoneplane()
    zone = await createZone(zoneplane, 'example.com')
    const domain = { domain: 'example.com', zoneId: zone.id, internalPurchase: true }
    expect((await zoneplane.call('POST', '/api/projects/demo/domains', domain)).status).toBe(201)
  })
  afterAll(() => zoneplane.stop())

  async function served(name: string, type: string): Promise<string[]> {
    const [answer] = await dig(zoneplane.dns, [{ name, type }])
    return answer!.answer.map(line => line.split(' ').slice(4).join(' '))
  }

  test('a set is there, changed and gone at once through the project API', async () => {
    const path = `${zones}/${zone.id}/records`
    const set = { name: 'www', type: 'A', values: ['192.0.2.1', '192.0.2.2'] }
    const made = await zoneplane.call('POST', path, set)
    expect(made).toMatchObject({
      status: 201,
      body: { data: { name: 'www.example.com', type: 'A', ttl: 300, values: ['192.0.2.1', '192.0.2.2'] } },
    })
    expect(await served('www.example.com', 'A')).toEqual(['192.0.2.1', '192.0.2.2'])
    expect((await zoneplane.call('POST', path, { ...set, values: ['192.0.2.3'] })).status).toBe(201)
    expect(await served('www.example.com', 'A')).toEqual(['192.0.2.3'])
    expect((await zoneplane.call('DELETE', path, { ...set, values: ['192.0.2.3'] })).status).toBe(200)
    const [gone] = await dig(zoneplane.dns, [{ name: 'www.example.com', type: 'A' }])
    expect(gone).toMatchObject({ status: 'NXDOMAIN', authoritative: true, answer: [] })
  })

  test('a record is there, changed and gone at once through the machine API', async () => {
    const record = { type: 'MX', name: '@', value: 'mail.example.com' }
    const made = await zoneplane.machine<MachineRecords>('POST', machineRecords, { domain: 'example.com', record })
    expect(made.body.records).toContainEqual({ ...record, value: 'mail.example.com.', ttl: 300, mxPref: 10 })
    expect(await served('example.com', 'MX')).toEqual(['10 mail.example.com.'])
    const again = { domain: 'example.com', record: { ...record, mxPref: 20, ttl: 60 } }
    expect((await zoneplane.machine('POST', machineRecords, again)).status).toBe(200)
    expect(await served('example.com', 'MX')).toEqual(['20 mail.example.com.'])
    expect((await zoneplane.machine('DELETE', machineRecords, { domain: 'example.com', record })).status).toBe(200)
    expect(await served('example.com', 'MX')).toEqual([])
  })

  test('two hundred adds to one set survive each other, and what the other family writes beside them', async () => {
    const keys = await Promise.all(['one', 'two', 'three'].map(name => machineKey(zoneplane, name)))
    const addresses = Array.from({ length: 200 }, (_, index) => `198.51.100.${index}`)
    const adds = addresses.map((value, index) => {
      const body = { domain: 'example.com', record: { type: 'A', name: 'many', value } }
      const headers = { 'X-API-Key': keys[index % keys.length]! }
      return zoneplane.call('POST', `/api/v1/machine${machineRecords}`, body, headers)
    })
    const types = ['TXT', 'AAAA', 'MX', 'CAA', 'TXT', 'AAAA', 'MX', 'CAA']
    const values: Record<string, string> = {
      TXT: 'text',
      AAAA: '2001:db8::1',
      MX: '10 mail',
      CAA: '0 issue "ca.example"',
    }
    const puts = types.map(type =>
      zoneplane.call('POST', `${zones}/${zone.id}/records`, { name: 'many', type, values: [values[type]] }),
    )
    const [added, put] = [await Promise.all(adds), await Promise.all(puts)]
    expect(new Set(added.map(reply => reply.status))).toEqual(new Set([200]))
    expect(new Set(put.map(reply => reply.status))).toEqual(new Set([201]))
    expect((await served('many.example.com', 'A')).sort()).toEqual(addresses.toSorted())
    for (const type of types) expect(await served('many.example.com', type)).toHaveLength(1)
    const { resource } = (await zoneplane.store.zones.get(zone.id))!
    const { workspaceId } = (await zoneplane.store.projects.get(resource.projectId))!
    const told = await zoneplane.store.activities.list({ workspaceIds: [workspaceId], resourceId: zone.id, limit: 500 })
    expect(told.filter(({ subject }) => subject === 'many.example.com. A')).toHaveLength(200)
  })

  test('a zone is served from its creation to its deletion', async () => {
    const other = await createZone(zoneplane, 'Bücher.Example.')
    expect(other).toMatchObject({ domainName: 'xn--bcher-kva.example', provider: 'builtin', position: null })
    const [soa] = await dig(zoneplane.dns, [{ name: other.domainName, type: 'SOA' }])
    expect(soa).toMatchObject({ status: 'NOERROR', authoritative: true })
    expect((await zoneplane.call('DELETE', `/api/demo/production/resources/${other.id}`)).status).toBe(200)
    const [gone] = await dig(zoneplane.dns, [{ name: other.domainName, type: 'SOA' }])
    expect(gone).toMatchObject({ status: 'REFUSED', answer: [] })
    expect((await zoneplane.call('GET', `${zones}/${other.id}`)).status).toBe(404)
  })

  test('a zone deleted here alone goes on being served, and is taken up again with its records', async () => {
    const first = await createZone(zoneplane, 'kept.example')
    const set = { name: 'www', type: 'A', values: ['192.0.2.9'] }
    await zoneplane.call('POST', `${zones}/${first.id}/records`, set)
    const deleted = await zoneplane.call('DELETE', `/api/demo/production/resources/${first.id}?deleteFromCloud=false`)
    expect(deleted.status).toBe(200)
    expect(await served('www.kept.example', 'A')).toEqual(['192.0.2.9'])
    const second = await createZone(zoneplane, 'kept.example')
    expect(second).toMatchObject({ hostedZoneId: first.hostedZoneId })
    expect(second.id).not.toBe(first.id)
    const list = await zoneplane.call<{ data: RecordSet[] }>('GET', `${zones}/${second.id}/records?type=A`)
    expect(list.body.data).toEqual([{ name: 'www.kept.example', type: 'A', ttl: 300, values: ['192.0.2.9'] }])
  })
})

async function machineKey({ store }: TestZoneplane, name: string): Promise<string> {
  const { key, ...stored } = newMachineKey()
  const project = await store.projects.findBySlug('demo')
  await store.machineKeys.create({
    projectId: project!.id,
    name,
    ...stored,
    grants: null,
    expiresAt: null,
    now: Date.now(),
  })
  return key
}

async function createZone(zoneplane: TestZoneplane, domainName: string): Promise<ZoneData> {
  const reply = await zoneplane.call<{ data: ZoneData }>('POST', zones, { name: 'A zone', domainName })
  expect(reply.status).toBe(201)
  return reply.body.data
}
