import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectionWorld, connectionWorld } from './connection-world.ts'
import { onEachStore } from './each-store.ts'
import type { TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

onEachStore(start => {
  let app: TestApp
  let zones: ZoneWorld
  let world: ConnectionWorld
  let zoneId: number
  let instance: { id: number; type: string }

  beforeAll(async () => {
    app = await start()
    zones = await createZoneWorld(app)
    world = connectionWorld(zones.call, '/api/demo/production')
  })
  afterAll(() => app.stop())

  let domains = 0
  const newZone = async () => {
    zoneId = Number((await zones.makeZone(`example${++domains}.com`)).split('/').at(-1))
    instance = { type: 'instance', id: await world.target('instance', { public_ipv4: '192.0.2.1' }) }
    return `example${domains}.com`
  }
  let names = 0
  const newName = () => world.subdomain(`name${++names}`)
  const connections = (id?: number) => `${world.place}/resource-connections${id === undefined ? '' : `/${id}`}`

  test('a subdomain and an instance get an A record and the one that tells of it, and lose exactly those', async () => {
    const zone = await newZone()
    const blog = await world.subdomain('blog')
    await world.call('POST', `${world.place}/dns/${zoneId}/records`, {
      name: 'other',
      type: 'A',
      values: ['192.0.2.9'],
    })
    const { status, body } = await world.connect(blog, instance, zoneId, 60)
    expect([status, body.data.status, body.data.problems]).toEqual([201, 'connected', []])
    expect(body.data.records).toEqual([
      { name: `blog.${zone}`, type: 'A', ttl: 60, values: ['192.0.2.1'] },
      { name: `_gateways_app.blog.${zone}`, type: 'TXT', ttl: 60, values: ['installed'] },
    ])
    const other = `other.${zone} A 300 192.0.2.9`
    const all = [`_gateways_app.blog.${zone} TXT 60 installed`, `blog.${zone} A 60 192.0.2.1`, other]
    expect((await world.records(zoneId)).toSorted()).toEqual(all.toSorted())
    const { body: one } = await world.call('GET', `${world.place}/dns/${zoneId}`)
    expect(one.data.metadata).toEqual({ dns_active: true })
    const removed = await world.call('DELETE', connections(Number(body.data.id)))
    expect([removed.status, removed.body.data]).toEqual([200, { id: body.data.id, leftAlone: [] }])
    expect(await world.records(zoneId)).toEqual([other])
    expect((await world.call('GET', connections(Number(body.data.id)))).status).toBe(404)
  })

  test('either end may be the source', async () => {
    const zone = await newZone()
    const name = await newName()
    const { status } = await world.call('POST', connections(), {
      sourceResourceType: 'instance',
      sourceResourceId: instance.id,
      targetResourceType: 'subdomain',
      targetResourceId: name,
      connectionDetails: { dnsResourceId: zoneId },
    })
    expect([status, (await world.records(zoneId)).length, zone]).toEqual([201, 2, expect.any(String)])
  })

  test('a second instance adds its address, and takes only that away again', async () => {
    const zone = await newZone()
    const name = await newName()
    const second = {
      type: 'instance',
      id: await world.target('instance', { public_ipv4: '192.0.2.2', public_ipv6: '2001:DB8::2' }),
    }
    const one = await world.connect(name, instance, zoneId)
    const two = await world.connect(name, second, zoneId, 60)
    expect([one.status, two.status]).toEqual([201, 201])
    const owner = `name${names}.${zone}`
    expect(await world.records(zoneId)).toContain(`${owner} A 60 192.0.2.1 192.0.2.2`)
    expect(await world.records(zoneId)).toContain(`${owner} AAAA 60 2001:db8::2`)
    await world.call('DELETE', connections(Number(two.body.data.id)))
    expect((await world.records(zoneId)).toSorted()).toEqual([
      `_gateways_app.${owner} TXT 60 installed`,
      `${owner} A 60 192.0.2.1`,
    ])
    await world.call('DELETE', connections(Number(one.body.data.id)))
    expect(await world.records(zoneId)).toEqual([])
  })

  test('a target of another kind is refused on a name that points elsewhere', async () => {
    await newZone()
    const name = await newName()
    const application = { type: 'application', id: await world.target('application', { hostname: 'app.example.net' }) }
    await world.connect(name, instance, zoneId)
    const { status, body } = await world.connect(name, application, zoneId)
    expect([status, body.code]).toEqual([400, 'name_in_use'])
    expect((await world.call('GET', `${connections()}?targetResourceId=${application.id}`)).body.count).toBe(0)
  })

  test('records that no connection made are never touched', async () => {
    const zone = await newZone()
    const name = await newName()
    await world.call('POST', `${world.place}/dns/${zoneId}/records`, {
      name: `name${names}`,
      type: 'A',
      values: ['192.0.2.9'],
    })
    const { status, body } = await world.connect(name, instance, zoneId)
    expect([status, body.code]).toEqual([400, 'record_exists'])
    expect(await world.records(zoneId)).toEqual([`name${names}.${zone} A 300 192.0.2.9`])
  })

  test('a set that was changed since is left alone, and told', async () => {
    const zone = await newZone()
    const name = await newName()
    const { body } = await world.connect(name, instance, zoneId)
    await world.call('POST', `${world.place}/dns/${zoneId}/records`, {
      name: `name${names}`,
      type: 'A',
      values: ['192.0.2.1', '192.0.2.7'],
    })
    const removed = await world.call('DELETE', connections(Number(body.data.id)))
    expect(removed.status).toBe(200)
    expect(removed.body.data.leftAlone).toEqual([
      expect.objectContaining({ path: `name${names}.${zone} A`, code: 'changed_since' }),
    ])
    expect(await world.records(zoneId)).toEqual([`name${names}.${zone} A 300 192.0.2.1 192.0.2.7`])
  })

  test('records follow their target, in all zones, also from addresses to a host name', async () => {
    const zone = await newZone()
    const name = await newName()
    await world.connect(name, instance, zoneId)
    const target = `${world.place}/resources/${instance.id}`
    const changed = await world.call('PATCH', target, { metadata: { publicIpv4: '192.0.2.5' } })
    expect([changed.status, changed.body.data.metadata]).toEqual([200, { public_ipv4: '192.0.2.5' }])
    expect(await world.records(zoneId)).toContain(`name${names}.${zone} A 300 192.0.2.5`)
    await world.call('PATCH', target, { metadata: { public_ipv4: null, hostname: 'Host.Example.net.' } })
    expect((await world.records(zoneId)).toSorted()).toEqual([
      `_gateways_app.name${names}.${zone} TXT 300 installed`,
      `name${names}.${zone} CNAME 300 host.example.net.`,
    ])
  })

  test('where records could not follow their target, the reply names the connection', async () => {
    await newZone()
    const name = await newName()
    const { body } = await world.connect(name, instance, zoneId)
    const set = { name: `name${names}`, type: 'A', values: ['192.0.2.77'] }
    await world.call('POST', `${world.place}/dns/${zoneId}/records`, set)
    const target = `${world.place}/resources/${instance.id}`
    const changed = await world.call('PATCH', target, { metadata: { public_ipv4: '192.0.2.5' } })
    expect([changed.status, changed.body.code]).toEqual([409, 'changed_since'])
    expect(changed.body.details[0]!.path).toContain(`resourceConnections[${body.data.id}]`)
    const failed = await world.call('GET', connections(Number(body.data.id)))
    expect([failed.body.data.status, failed.body.data.problems?.[0]?.code]).toEqual(['failed', 'changed_since'])
    await world.call('DELETE', `${world.place}/dns/${zoneId}/records`, set)
    const retried = await world.call('PATCH', connections(Number(body.data.id)), { status: 'connecting' })
    expect([retried.status, retried.body.data.status]).toEqual([200, 'connected'])
    expect(retried.body.data.records?.[0]?.values).toEqual(['192.0.2.5'])
  })

  test('a host name at the zone’s own name is refused with what would work, and addresses are not', async () => {
    const zone = await newZone()
    const apex = await world.subdomain(zone)
    const application = { type: 'application', id: await world.target('application', { hostname: 'app.example.net' }) }
    const refused = await world.connect(apex, application, zoneId)
    expect([refused.status, refused.body.code]).toEqual([400, 'no_cname_at_apex'])
    expect(refused.body.message).toContain(`www.${zone}`)
    const { body } = await world.connect(apex, instance, zoneId)
    expect(body.data.status).toBe('connected')
    expect((await world.records(zoneId)).toSorted()).toEqual([
      `_gateways_app.${zone} TXT 300 installed`,
      `${zone} A 300 192.0.2.1`,
    ])
  })

  test('a pair is connected once: not twice, not the other way round, not in two zones', async () => {
    await newZone()
    const name = await newName()
    await world.connect(name, instance, zoneId)
    const again = await world.connect(name, instance, zoneId)
    expect([again.status, again.body.code]).toEqual([400, 'already_connected'])
    const first = zoneId
    const pair = instance
    await newZone()
    expect((await world.connect(name, pair, zoneId)).body.code).toBe('already_connected')
    const patched = await world.call('GET', `${connections()}?sourceResourceId=${name}`)
    const moved = await world.call('PATCH', connections(Number(patched.body.data[0]!.id)), {
      connectionDetails: { dnsResourceId: zoneId },
    })
    expect([moved.status, moved.body.code, first < zoneId]).toEqual([400, 'already_connected', true])
  })

  test('disconnected keeps the edge, and connecting makes the records again', async () => {
    await newZone()
    const name = await newName()
    const { body } = await world.connect(name, instance, zoneId)
    const url = connections(Number(body.data.id))
    const off = await world.call('PATCH', url, { status: 'disconnected' })
    expect([off.body.data.status, off.body.data.records, await world.records(zoneId)]).toEqual(['disconnected', [], []])
    const on = await world.call('PATCH', url, { status: 'connecting', connectionDetails: { ttl: 90 } })
    expect([on.body.data.status, on.body.data.connectionDetails]).toEqual([
      'connected',
      { dnsResourceId: zoneId, ttl: 90 },
    ])
    expect(await world.records(zoneId)).toHaveLength(2)
  })

  test('a pair without a zone is an edge, and edges with one need a subdomain and a target', async () => {
    await newZone()
    const zone = { dns: zoneId }
    const edge = {
      sourceResourceType: 'dns',
      sourceResourceId: zone.dns,
      targetResourceType: 'instance',
      targetResourceId: instance.id,
    }
    const refused = await world.call('POST', connections(), { ...edge, connectionDetails: { dnsResourceId: zoneId } })
    expect([refused.status, refused.body.details[0]!.code]).toEqual([400, 'no_records_for_pair'])
    const made = await world.call('POST', connections(), edge)
    expect([made.status, made.body.data.status, made.body.data.records]).toEqual([201, 'connected', []])
    const url = connections(Number(made.body.data.id))
    expect((await world.call('PATCH', url, { status: 'pending' })).body.data.status).toBe('pending')
    const listed = await world.call(
      'GET',
      `${connections()}?status=pending&sourceResourceType=dns&targetResourceType=instance`,
    )
    expect(listed.body.count).toBe(1)
    expect((await world.call('DELETE', url)).status).toBe(200)
    expect((await world.call('DELETE', url)).status).toBe(404)
  })

  test('an edge gets records when a zone is named, and may move to another zone once they are taken away', async () => {
    await newZone()
    const first = zoneId
    const name = await newName()
    const made = await world.call('POST', connections(), {
      sourceResourceType: 'instance',
      sourceResourceId: instance.id,
      targetResourceType: 'subdomain',
      targetResourceId: name,
    })
    const url = connections(Number(made.body.data.id))
    const on = await world.call('PATCH', url, { connectionDetails: { dnsResourceId: first } })
    expect([on.status, on.body.data.status, (await world.records(first)).length]).toEqual([200, 'connected', 2])
    const target = instance
    await newZone()
    await world.call('PATCH', url, { status: 'disconnected' })
    const moved = await world.call('PATCH', url, { status: 'connected', connectionDetails: { dnsResourceId: zoneId } })
    expect([moved.status, moved.body.data.status, target.id]).toEqual([
      200,
      'connected',
      moved.body.data.sourceResourceId,
    ])
    expect([(await world.records(first)).length, (await world.records(zoneId)).length]).toEqual([0, 2])
    expect((await world.call('PATCH', url, { status: 'failed' })).status).toBe(400)
  })

  describe('deleting', () => {
    test.each(['subdomain', 'target'])('a %s takes its records with it', async which => {
      await newZone()
      const name = await newName()
      await world.connect(name, instance, zoneId)
      const id = which === 'subdomain' ? name : instance.id
      const { status, body } = await world.call('DELETE', `${world.place}/resources/${id}`)
      expect([status, body.data.leftAlone, await world.records(zoneId)]).toEqual([200, [], []])
      expect((await world.call('GET', `${connections()}?sourceResourceId=${name}`)).body.count).toBe(0)
      expect((await world.call('GET', `${world.place}/resources/${id}`)).status).toBe(404)
    })

    test('with deleteFromCloud=false leaves the records where they are', async () => {
      await newZone()
      const name = await newName()
      const second = { type: 'instance', id: await world.target('instance', { public_ipv4: '192.0.2.2' }) }
      await world.connect(name, instance, zoneId)
      const { body } = await world.connect(name, second, zoneId)
      await world.call('DELETE', `${world.place}/resources/${instance.id}?deleteFromCloud=false`)
      expect((await world.records(zoneId)).some(set => set.endsWith('192.0.2.1 192.0.2.2'))).toBe(true)
      await world.call('DELETE', connections(Number(body.data.id)))
      expect((await world.records(zoneId)).filter(set => set.includes(' A '))).toEqual([
        expect.stringMatching(/A 300 192\.0\.2\.1$/),
      ])
    })

    test.each(['true', 'false'])('the zone (deleteFromCloud=%s) ends its connections', async from => {
      await newZone()
      const name = await newName()
      await world.connect(name, instance, zoneId)
      const { status } = await world.call('DELETE', `${world.place}/resources/${zoneId}?deleteFromCloud=${from}`)
      expect(status).toBe(200)
      expect((await world.call('GET', `${connections()}?sourceResourceId=${name}`)).body.count).toBe(0)
      expect((await world.call('GET', `${world.place}/subdomains/${name}`)).status).toBe(200)
    })
  })

  test('ends of another environment, of other types, and ones that are not there are refused', async () => {
    await newZone()
    const name = await newName()
    await world.call('POST', '/api/projects/demo/environments', { name: 'Staging' })
    const staging = connectionWorld(zones.call, '/api/demo/staging')
    const there = await staging.target('instance', { public_ipv4: '192.0.2.3' })
    const foreign = await world.connect(name, { type: 'instance', id: there }, zoneId)
    expect([foreign.status, foreign.body.code, foreign.body.details[0]!.path]).toEqual([
      403,
      'wrong_environment',
      'targetResourceId',
    ])
    const wrong = await world.connect(name, { ...instance, type: 'application' }, zoneId)
    expect([wrong.status, wrong.body.details[0]!.code]).toEqual([400, 'wrong_resource_type'])
    const missing = await world.connect(name, { type: 'instance', id: 999_999 }, zoneId)
    expect(missing.status).toBe(404)
    const zone = await staging.connect(await staging.subdomain('x'), { type: 'instance', id: there }, zoneId)
    expect([zone.status, zone.body.code]).toEqual([403, 'wrong_environment'])
    const self = await world.call('POST', connections(), {
      sourceResourceType: 'subdomain',
      sourceResourceId: name,
      targetResourceType: 'subdomain',
      targetResourceId: name,
    })
    expect([self.status, self.body.details[0]!.code]).toEqual([400, 'same_resource'])
  })

  test('a name that gets too long in its zone is refused', async () => {
    await newZone()
    const label = 'a'.repeat(60)
    const name = await world.subdomain(`${label}.${label}.${label}.${'b'.repeat(50)}`)
    const { status, body } = await world.connect(name, instance, zoneId)
    expect([status, body.details[0]!.code]).toEqual([400, 'name_too_long'])
  })

  test('sent again under its key a connection is made once', async () => {
    await newZone()
    const name = await newName()
    const body = {
      sourceResourceType: 'subdomain',
      sourceResourceId: name,
      targetResourceType: 'instance',
      targetResourceId: instance.id,
      connectionDetails: { dnsResourceId: zoneId },
    }
    const send = () =>
      app.call('POST', connections(), { body, token: zones.owner.token, headers: { 'idempotency-key': `c${zoneId}` } })
    const [one, two] = [await send(), await send()]
    expect([one.status, two.status, two.body.data]).toEqual([201, 201, one.body.data])
  })
})
