import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeMessage } from '../src/dns/message-decode.ts'
import { encodeMessage } from '../src/dns/message-encode.ts'
import { createUpdateRequests } from '../src/fronts/update-request.ts'
import { createUpdateDesk } from '../src/services/update-desk.ts'
import { signRequest } from '../src/tsig/sign.ts'
import { splitMessage } from '../src/tsig/split-message.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import { nameOfTsigError } from '../src/tsig/tsig-record.ts'
import { onEachStore } from './each-store.ts'
import { readReply, updateBytes } from './update-client.ts'
import { record } from './update-steps.ts'
import { createUpdateWorld, type UpdateWorld } from './update-world.ts'

onEachStore(start => {
  let world: UpdateWorld
  beforeAll(async () => {
    world = await createUpdateWorld(await start())
  })
  afterAll(() => world?.app.stop())

  const add = (host = 'www') => ({ do: [`${host} IN 300 TXT "x"`] })
  /** The RCODE of the reply, and its TSIG error (RFC 8945 §5.2). */
  async function tsigError(key: TsigKey, signedAt = world.app.clock.now): Promise<string> {
    const bytes = updateBytes({ zone: 'example.com.', updates: [record('www IN 300 TXT "x"')] })
    const reply = (await world.client.sendBytes(signRequest(bytes, key, signedAt).message))!
    const { tsig } = splitMessage(reply)
    return `${decodeMessage(reply).rcode} ${tsig === undefined ? 'unsigned' : nameOfTsigError(tsig.error)}`
  }

  test('an update that isn’t signed is refused, and says what is missing', async () => {
    const reply = await world.client.sendBytes(
      updateBytes({ zone: 'example.com.', updates: [record('a IN 300 TXT "x"')] }),
    )
    expect(readReply(reply!)).toMatchObject({ rcode: 'REFUSED', code: 18 })
    expect(readReply(reply!).text).toContain('TSIG')
  })

  test('a client that doesn’t know of EDNS gets the RCODE alone', async () => {
    const { edns: _, ...message } = decodeMessage(updateBytes({ zone: 'example.com.' }))
    const reply = await world.client.sendBytes(encodeMessage(message))
    expect(decodeMessage(reply!)).toMatchObject({ rcode: 'REFUSED', additionals: [] })
    expect(decodeMessage(reply!).edns).toBeUndefined()
  })

  test('a key that nobody has, has expired or was revoked is BADKEY, a wrong secret BADSIG, a wrong clock BADTIME', async () => {
    const { clock } = world.app
    const { key, id } = await world.makeKey({ name: 'short', expiresAt: new Date(clock.now + 60_000).toISOString() })
    expect((await world.update(key, add())).rcode).toBe('NOERROR')
    expect(await tsigError({ ...key, name: 'nobody.example.' })).toBe('NOTAUTH BADKEY')
    expect(await tsigError({ ...key, algorithm: 'hmac-sha512' })).toBe('NOTAUTH BADKEY')
    expect(await tsigError({ ...key, secret: new Uint8Array(32) })).toBe('NOTAUTH BADSIG')
    expect(await tsigError(key, clock.now - 400_000)).toBe('NOTAUTH BADTIME')
    expect(await tsigError(key, clock.now + 400_000)).toBe('NOTAUTH BADTIME')
    clock.now += 61_000
    expect(await tsigError(key)).toBe('NOTAUTH BADKEY')
    const revoked = await world.makeKey({ name: 'revoked' })
    await world.call('DELETE', `/api/projects/dynamic/machine-keys/${revoked.id}`)
    expect(await tsigError(revoked.key)).toBe('NOTAUTH BADKEY')
    await world.call('DELETE', `/api/projects/dynamic/machine-keys/${id}`)
  })

  test('a key’s last use is told', async () => {
    const { key, id } = await world.makeKey({ name: 'used' })
    await world.update(key, add())
    const { body } = await world.call('GET', '/api/projects/dynamic/machine-keys')
    const listed = (body.data as unknown as { id: number; lastUsedAt: string }[]).find(one => one.id === id)
    expect(Date.parse(listed?.lastUsedAt ?? '')).toBe(world.app.clock.now)
  })

  test.each<[string, object, { if?: string[]; do?: string[] }, string | undefined]>([
    ['its zone', { zones: ['example.com'] }, add(), undefined],
    ['another zone', { zones: ['example.net'] }, add(), 'do not cover example.com.'],
    ['its name', { names: ['_acme-challenge*'] }, add('_acme-challenge.www'), undefined],
    ['another name', { names: ['_acme-challenge*'] }, add('www'), 'do not cover www.example.com TXT'],
    ['its type', { types: ['TXT'] }, add(), undefined],
    ['another type', { types: ['A'] }, add(), 'do not cover www.example.com TXT'],
    [
      'one of two types',
      { types: ['TXT'] },
      { do: ['www IN 300 TXT "x"', 'www ANY A'] },
      'do not cover www.example.com A',
    ],
    ['reading only', { readOnly: true }, add(), 'do not cover www.example.com TXT'],
    ['prerequisites of reading only', { readOnly: true }, { if: ['nothing NONE ANY'] }, undefined],
    ['a prerequisite at another name', { names: ['a'] }, { if: ['b NONE ANY'] }, 'do not cover b.example.com ANY'],
    ['a prerequisite of another type', { types: ['A'] }, { if: ['a NONE TXT'] }, 'do not cover a.example.com TXT'],
    ['its network', { networks: ['192.0.2.0/24'] }, add(), undefined],
    ['another network', { networks: ['198.51.100.0/24', '2001:db8::/32'] }, add(), 'used from this address'],
  ])('grants cover or refuse: %s', async (_, grants, lines, reason) => {
    const { key } = await world.makeKey({ name: 'granted', grants })
    const reply = await world.update(key, lines)
    if (reason === undefined) expect(reply).toEqual({ rcode: 'NOERROR', signed: true })
    else
      expect(reply).toMatchObject({ rcode: 'REFUSED', code: 18, signed: true, text: expect.stringContaining(reason) })
  })

  test('who may write some types clears a name of them, and of nothing else', async () => {
    const all = (await world.makeKey({ name: 'all' })).key
    const dhcp = (await world.makeKey({ name: 'dhcp', grants: { types: ['A', 'DHCID'] } })).key
    await world.update(all, { do: ['host IN 300 A 192.0.2.1', 'host IN 300 TXT "kept"'] })
    const refused = await world.update(dhcp, { do: ['host ANY ANY'] })
    expect(refused).toMatchObject({
      rcode: 'REFUSED',
      text: expect.stringContaining('TXT records of host.example.com'),
    })
    await world.update(all, { do: ['host ANY TXT'] })
    expect((await world.update(dhcp, { do: ['host ANY ANY'] })).rcode).toBe('NOERROR')
    expect(await world.at('host')).toEqual([])
  })

  test('prerequisites are told before a missing permission, but not those that the key may not read', async () => {
    const { key } = await world.makeKey({ name: 'order', grants: { names: ['own'] } })
    const beyond = ['other IN 300 TXT "x"']
    expect((await world.update(key, { if: ['own ANY ANY'], do: beyond })).rcode).toBe('NXDOMAIN')
    expect((await world.update(key, { if: ['own NONE ANY'], do: beyond })).rcode).toBe('REFUSED')
    expect((await world.update(key, { if: ['other ANY ANY'], do: beyond })).rcode).toBe('REFUSED')
  })

  /** A zone in another environment of the project, which the built-in name server could not serve twice. */
  async function placeZone(domain: string): Promise<void> {
    const { store } = world.app.deps
    const now = world.app.clock.now
    const projectId = (await store.projects.findBySlug('dynamic'))!.id
    await store.transaction(async tx => {
      const { id: environmentId } = await tx.projects.createEnvironment({
        projectId,
        name: 'Staging',
        slug: 'staging',
        now,
      })
      const place = { projectId, environmentId, resourceType: 'dns', name: domain, status: 'active' } as const
      const more = { comment: null, positionX: null, positionY: null, metadata: {}, now }
      const { id: resourceId } = await tx.resources.create({ ...place, ...more })
      const binding = { provider: 'builtin', connectionId: null, hostedZoneId: '999', nameServers: [] }
      await tx.zones.create({ resourceId, environmentId, domain, binding, now })
    })
  }

  test('a domain of several environments is refused until one of them is registered as the project’s', async () => {
    const { key } = await world.makeKey({ name: 'twins' })
    const one = await world.zone('twin.example')
    await placeZone('twin.example.')
    const lines = { zone: 'twin.example.', updates: [{ ...record('x IN 300 TXT "x"'), name: 'x.twin.example.' }] }
    const refused = await world.update(key, {}, lines)
    expect(refused).toMatchObject({ rcode: 'REFUSED', text: expect.stringContaining('Several environments') })
    const domain = { domain: 'twin.example', zoneId: one, internalPurchase: false }
    expect((await world.call('POST', '/api/projects/dynamic/domains', domain)).status).toBe(201)
    expect((await world.update(key, {}, lines)).rcode).toBe('NOERROR')
  })

  test('a key of another project has no part in the zone', async () => {
    await world.call('POST', '/api/projects', { name: 'Other' })
    const { body } = await world.call('POST', '/api/projects/other/machine-keys', {
      name: 'o',
      tsig: { name: 'o.example' },
    })
    const secret = Uint8Array.from(Buffer.from(String(body.data.tsig?.secret), 'base64'))
    const key: TsigKey = { name: 'o.example.', algorithm: 'hmac-sha256', secret }
    expect((await world.update(key, add())).rcode).toBe('NOTAUTH')
  })

  test('updates that take their time leave room for those of other workspaces', async () => {
    const { deps } = world.app
    const { key } = await world.makeKey({ name: 'slow' })
    const { promise: never, resolve: end } = Promise.withResolvers<number[]>()
    const counters = { ...deps.store.counters, hit: () => never }
    const desk = createUpdateDesk({ ...deps, store: { ...deps.store, counters } })
    const found = (await desk.keyNamed(key.name))!
    let last = 0
    const send = () => {
      const update = { zone: 'example.com.', prerequisites: [], updates: [] }
      return desk.update({ key: found, address: '192.0.2.7', wholeMac: Uint8Array.of(++last >> 8, last), update })
    }
    const told: unknown[] = []
    const all = Array.from({ length: 129 }, () => send().then(outcome => void told.push(outcome)))
    await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(1)
    expect(told[0]).toMatchObject({ rcode: 'SERVFAIL', message: expect.stringContaining('at once') })
    end([1, 1])
    await Promise.all(all)
    expect(told.slice(1)).toEqual(Array.from({ length: 128 }, () => ({ rcode: 'NOERROR' })))
    expect(await send()).toEqual({ rcode: 'NOERROR' })
  })

  test('too many updates in a minute are refused with the time to wait', async () => {
    const { key, id } = await world.makeKey({ name: 'busy' })
    const hits = Array.from({ length: 3_000 }, () =>
      world.app.deps.store.counters.hit(`dns-update:${id}`, [60], world.app.clock.now),
    )
    await Promise.all(hits)
    const reply = await world.update(key, add())
    expect(reply).toMatchObject({ rcode: 'REFUSED', text: expect.stringContaining('Rate limit exceeded') })
    world.app.clock.now += 60_000
    expect((await world.update(key, add())).rcode).toBe('NOERROR')
  })

  test('a question that such a key has signed is answered and signed, and a transfer where it may read all of the zone', async () => {
    const { key } = await world.makeKey({ name: 'asks' })
    const { deps, clock } = world.app
    const part = createUpdateRequests({ desk: createUpdateDesk(deps), log: deps.log, now: () => clock.now })
    const ask = (type: string, by = key) => {
      const questions = [{ name: 'example.com.', type, class: 'IN' as const }]
      const bytes = updateBytes({ zone: 'example.com.', fields: { opcode: 'QUERY', questions } })
      const { message } = signRequest(bytes, by, clock.now)
      return part.take({ message, from: { address: '192.0.2.7', port: 5353 }, transport: 'udp' })
    }
    expect(await ask('SOA')).toMatchObject({ do: 'answer', sign: { key: { name: key.name } } })
    expect(await ask('AXFR')).toMatchObject({ do: 'transfer', zone: 'example.com.', sign: { key: { name: key.name } } })
    const narrow = await world.makeKey({ name: 'narrow', grants: { types: ['TXT'] } })
    const refused = await ask('AXFR', narrow.key)
    expect(refused?.do === 'reply' && readReply(refused.message)).toMatchObject({ rcode: 'REFUSED', code: 18 })
    const elsewhere = await world.makeKey({ name: 'elsewhere', grants: { zones: ['example.net'] } })
    expect(await ask('AXFR', elsewhere.key)).toMatchObject({ do: 'reply' })
    expect(await ask('SOA', { ...key, name: 'somebody.else.' })).toBeUndefined()
    expect(await ask('SOA', { ...key, secret: new Uint8Array(32) })).toBeUndefined()
  })

  test('a zone of ours that is gone from the name server gives no right to another one of its name there', async () => {
    const { key } = await world.makeKey({ name: 'left over' })
    const { deps, clock } = world.app
    const zone = (await deps.store.zones.get(await world.zone('left.example')))!
    await deps.store.hostedZones.delete(Number(zone.binding.hostedZoneId))
    const other = await deps.store.workspaces.create({ slug: 'somebody', name: 'Somebody', now: clock.now })
    const theirs = { domain: zone.domain, reference: 'theirs', workspaceId: other.id, now: clock.now }
    await deps.store.hostedZones.create({ ...theirs, rrsets: [] })
    const found = (await createUpdateDesk(deps).keyNamed(key.name))!
    expect(await createUpdateDesk(deps).mayTransfer(found, '192.0.2.7', zone.domain)).toBe(false)
  })

  test('from elsewhere than its networks a key is told of nothing, not even of what zones there are', async () => {
    const { key } = await world.makeKey({ name: 'at home', grants: { networks: ['198.51.100.0/24'] } })
    for (const zone of ['example.com.', 'nothing.example.']) {
      const reply = await world.update(key, add(), { zone })
      expect(reply).toMatchObject({ rcode: 'REFUSED', text: expect.stringContaining('used from this address') })
    }
  })
})
