import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import { openStoredRows } from './stored-rows.ts'
import type { Method, TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let zoneplane: TestApp
  let owner: TestUser
  let outsider: TestUser
  const secondaries = '/api/workspaces/owner/secondaries'
  const zones = '/api/demo/production/dns'

  const call = (method: Method, url: string, body?: object, user = owner) =>
    zoneplane.call(method, url, { token: user.token, ...(body && { body }) })
  let count = 0
  const add = async (fields: object = {}) => {
    const { body } = await call('POST', secondaries, { name: `ns${++count}`, address: '192.0.2.53', ...fields })
    return body.data as unknown as { id: number; tsig: { name: string; secret: string } | null }
  }
  const addZone = async (domainName: string) =>
    Number((await call('POST', zones, { name: domainName, domainName })).body.data.id)
  const lastActivity = async () => (await call('GET', '/api/activities?limit=1')).body.data[0]

  beforeAll(async () => {
    zoneplane = await start()
    owner = await zoneplane.signUp('Owner')
    outsider = await zoneplane.signUp('Outsider')
    await call('POST', '/api/projects', { name: 'Demo' })
    await call('POST', '/api/cloud-connections/owner', { name: 'Built-in', provider: 'builtin', credentials: {} })
    await call('POST', '/api/projects/demo/cloud-connections', { connectionId: 1 })
  })
  afterAll(() => zoneplane.stop())

  describe('a secondary', () => {
    test('is made with a key whose secret is shown once', async () => {
      const body = { name: 'fresh', address: '2001:DB8:0::53', hostname: 'NS1.example.net.' }
      const made = await call('POST', secondaries, body)
      expect(made.status).toBe(201)
      const { tsig, ...data } = made.body.data
      expect(data).toMatchObject({
        name: 'fresh',
        address: '2001:db8::53',
        port: 53,
        hostname: 'ns1.example.net',
        notify: true,
        transferFrom: null,
        warnings: [],
      })
      expect(tsig).toEqual({
        name: expect.stringMatching(/^fresh-[0-9a-f]{8}$/),
        algorithm: 'hmac-sha256',
        secret: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      })
      const secret = String(tsig?.secret)
      const url = `${secondaries}/${data.id}`
      const renamed = await call('PATCH', url, { name: 'renamed' })
      expect(renamed.body.data.tsig).toEqual({ name: tsig?.name, algorithm: 'hmac-sha256' })
      for (const path of [secondaries, url, '/api/activities']) {
        expect(JSON.stringify((await call('GET', path)).body)).not.toContain(secret)
      }
      expect(await lastActivity()).toMatchObject({ action: 'secondary.update', subject: 'renamed' })
      const stored = await openStoredRows(zoneplane)
      expect(await stored.read()).not.toContain(secret)
      await stored.close()
    })

    test('takes a key that is there already, another one, and none', async () => {
      const secret = Buffer.alloc(32, 7).toString('base64')
      const { id, tsig } = await add({ tsig: { name: 'Given-Key.', algorithm: 'hmac-sha512', secret } })
      expect(tsig).toEqual({ name: 'given-key', algorithm: 'hmac-sha512', secret })
      const url = `${secondaries}/${id}`
      const other = (await call('PATCH', url, { tsig: {} })).body.data.tsig
      expect(other).toEqual({ name: 'given-key', algorithm: 'hmac-sha256', secret: expect.any(String) })
      expect(other?.secret).not.toBe(secret)
      const { tsig: none, warnings } = (await call('PATCH', url, { tsig: null })).body.data
      expect([none, warnings?.[0]?.code]).toEqual([null, 'unsigned_transfers'])
      const sha1 = (await call('PATCH', url, { tsig: { algorithm: 'hmac-sha1' } })).body.data
      expect([sha1.tsig?.name, sha1.warnings?.[0]?.code]).toEqual([
        expect.stringMatching(/^ns\d+-[0-9a-f]{8}$/),
        'weak_algorithm',
      ])
    })

    test('has a name of its own in the workspace, and a key of its own everywhere', async () => {
      const { tsig } = await add({ name: 'single' })
      const again = await call('POST', secondaries, { name: 'single', address: '192.0.2.54' })
      expect([again.status, again.body.code]).toEqual([400, 'duplicate_secondary'])
      const others = '/api/workspaces/outsider/secondaries'
      const stolen = { name: 'single', address: '192.0.2.54', tsig: { name: tsig?.name } }
      const taken = await call('POST', others, stolen, outsider)
      expect([taken.status, taken.body.code]).toEqual([400, 'key_name_taken'])
      expect((await call('POST', others, { name: 'single', address: '192.0.2.54' }, outsider)).status).toBe(201)
    })

    test('is at an address that messages may be sent to', async () => {
      for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1']) {
        const { status, body } = await call('POST', secondaries, { name: 'private', address })
        expect([address, status, body.details?.[0]]).toMatchObject([
          address,
          400,
          { path: 'address', code: 'address_not_allowed' },
        ])
      }
    })

    test('is told all that is wrong with it at once', async () => {
      const body = {
        name: 'wrong',
        address: 'ns1.example.net',
        hostname: 'not a host',
        transferFrom: ['192.0.2.1/24'],
        tsig: { name: 'a..b', secret: 'c2hvcnQ=' },
      }
      const { status, body: told } = await call('POST', secondaries, body)
      const paths = told.details.map(({ path }) => path).sort()
      expect([status, paths]).toEqual([400, ['address', 'hostname', 'transferFrom[0]', 'tsig.name', 'tsig.secret']])
    })

    test('is one of as many as a workspace can have', async () => {
      const many = '/api/workspaces/outsider/secondaries'
      let status = 201
      let last = await call('GET', many, undefined, outsider)
      for (let number = last.body.count; status === 201; number++) {
        last = await call('POST', many, { name: `many${number}`, address: '192.0.2.1' }, outsider)
        status = last.status
      }
      expect(last.body.code).toBe('too_many_secondaries')
      expect((await call('GET', many, undefined, outsider)).body.count).toBe(32)
    })

    test('is gone when it was removed, and unknown to others before', async () => {
      const { id } = await add()
      const url = `/api/workspaces/outsider/secondaries/${id}`
      expect((await call('GET', url, undefined, outsider)).body.code).toBe('not_found')
      expect((await call('DELETE', url, undefined, outsider)).body.code).toBe('not_found')
      expect((await call('DELETE', `${secondaries}/${id}`)).status).toBe(200)
      expect((await call('GET', `${secondaries}/${id}`)).status).toBe(404)
    })
  })

  describe('a zone', () => {
    test('is followed by all of the workspace, or by those it names', async () => {
      const id = await addZone('followed.example')
      const url = `${zones}/${id}/secondaries`
      const one = await add()
      const all = (await call('GET', secondaries)).body.count
      const before = (await call('GET', url)).body.data
      expect(before).toMatchObject({ secondaries: 'workspace', inSync: false })
      expect(before.states).toHaveLength(all)
      const chosen = await call('PUT', url, { secondaries: [one.id] })
      expect(chosen.body.data).toMatchObject({ secondaries: [one.id], states: [{ secondary: { id: one.id } }] })
      expect(await lastActivity()).toMatchObject({
        action: 'zone.set_secondaries',
        before: { secondaries: 'workspace' },
        after: { secondaries: [one.id] },
      })
      await call('DELETE', `${secondaries}/${one.id}`)
      expect((await call('GET', url)).body.data).toMatchObject({ secondaries: [], states: [], inSync: true })
    })

    test('names no secondary of somebody else', async () => {
      const id = await addZone('choosy.example')
      const theirs = (await call('GET', '/api/workspaces/outsider/secondaries', undefined, outsider)).body.data[0]
      const { status, body } = await call('PUT', `${zones}/${id}/secondaries`, { secondaries: [theirs?.id] })
      expect([status, body.details[0]?.path]).toEqual([400, 'secondaries[0]'])
    })

    test('shows what became of the NOTIFY that it was told to send', async () => {
      const id = await addZone('told.example')
      const { id: secondaryId } = await add()
      await call('PUT', `${zones}/${id}/secondaries`, { secondaries: [secondaryId] })
      expect((await call('POST', `${zones}/${id}/notify`)).status).toBe(202)
      await expect
        .poll(async () => (await call('GET', `${zones}/${id}/secondaries`)).body.data.states?.[0]?.notify)
        .toMatchObject({ status: 'failed', reason: 'did not answer in time' })
    })
  })

  describe('the name servers of a zone', () => {
    test('are what its NS set and its SOA say, and what it is to be delegated to', async () => {
      const id = await addZone('served.example')
      const url = `${zones}/${id}/name-servers`
      const nameServers = ['NS1.example.net.', 'ns2.example.net']
      const { status, body } = await call('PUT', url, { nameServers })
      expect([status, body.data.nameServers]).toEqual([200, ['ns1.example.net', 'ns2.example.net']])
      expect((await call('GET', `${zones}/${id}`)).body.data.nameServers).toEqual([
        'ns1.example.net',
        'ns2.example.net',
      ])
      const apex = async () => {
        const sets = await zoneplane.deps.store.hostedZones.rrsetsAt(Number(body.data.hostedZoneId), [
          'served.example.',
        ])
        return sets.map(({ records }) => records)
      }
      const soa = (serial: number) => `ns1.example.net. hostmaster.served.example. ${serial} 7200 900 1209600 900`
      const servers = ['ns1.example.net.', 'ns2.example.net.']
      expect(await apex()).toEqual([servers, [soa(2)]])
      expect((await call('PUT', url, { nameServers })).status).toBe(200)
      expect(await apex()).toEqual([servers, [soa(2)]])
      expect(await lastActivity()).toMatchObject({
        action: 'zone.set_name_servers',
        after: { nameServers: ['ns1.example.net', 'ns2.example.net'] },
      })
    })

    test.each([
      [['not a host'], 'nameServers[0]'],
      [['ns1.example.net', 'NS1.example.net.'], 'nameServers'],
    ])('are hosts, each once: not %j', async (nameServers, path) => {
      const id = (await call('GET', zones)).body.data[0]?.id
      const { status, body } = await call('PUT', `${zones}/${id}/name-servers`, { nameServers })
      expect([status, body.details[0]?.path]).toEqual([400, path])
    })
  })

  describe('the catalog zone', () => {
    const url = '/api/workspaces/owner/catalog-zone'

    test('is there once it has a domain, with every zone that all follow', async () => {
      expect((await call('GET', url)).body.data).toEqual({ domain: null, serial: null, zones: 0, states: [] })
      const { status, body } = await call('PUT', url, { domain: 'Catalog.Invalid' })
      expect([status, body.data.domain]).toEqual([200, 'catalog.invalid'])
      const [zoneCount, serial] = [Number(body.data.zones), Number(body.data.serial)]
      await addZone('listed.example')
      expect((await call('GET', url)).body.data).toMatchObject({ zones: zoneCount + 1, serial: serial + 1 })
      expect(await lastActivity()).toMatchObject({ action: 'zone.create' })
      expect((await call('PUT', url, { domain: null })).body.data.domain).toBeNull()
    })

    test('has a domain of its own', async () => {
      await addZone('used.example')
      const zone = await call('PUT', url, { domain: 'used.example' })
      expect([zone.status, zone.body.code]).toEqual([400, 'duplicate_zone'])
      await call('PUT', url, { domain: 'ours.invalid' })
      const others = '/api/workspaces/outsider/catalog-zone'
      const catalog = await call('PUT', others, { domain: 'ours.invalid' }, outsider)
      expect([catalog.status, catalog.body.code]).toEqual([400, 'duplicate_zone'])
      const made = await call('POST', zones, { name: 'same', domainName: 'ours.invalid' })
      expect([made.status, made.body.code]).toEqual([400, 'duplicate_zone'])
    })

    test('has a name that leaves room for its own', async () => {
      const domain = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(40)}`
      const { status, body } = await call('PUT', url, { domain })
      expect([status, body.details[0]?.path]).toEqual([400, 'domain'])
    })
  })
})
