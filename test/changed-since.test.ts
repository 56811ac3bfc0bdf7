import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CloudWorld, startCloudWorld } from './cloud-world.ts'
import { onEachStore } from './each-store.ts'
import type { Loose, TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

const [a, b, c] = [['192.0.2.1'], ['192.0.2.2'], ['192.0.2.3']]
const change = (action: string, name: string, more: object = {}) => ({ action, name, type: 'A', ...more })
const upsert = (name: string, values: string[], ifCurrent?: object | null) =>
  change('upsert', name, { values, ...(ifCurrent !== undefined && { ifCurrent }) })

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let zone: string
  let domain: string
  let zones = 0

  beforeAll(async () => {
    app = await start()
    world = await createZoneWorld(app)
  })
  afterAll(() => app.stop())
  beforeEach(async () => {
    domain = `known-${++zones}.example`
    zone = await world.makeZone(domain)
    await post([upsert('www', a)])
  })

  const post = (changes: object[], options: object = {}) =>
    world.call('POST', `${zone}/changes`, { changes, ...options })
  const put = (name: string, values: string[]) => world.call('POST', `${zone}/records`, { name, type: 'A', values })
  const read = async (name: string) => {
    const { body } = await world.call<Loose[]>('GET', `${zone}/records?name=${name}&type=A`)
    return body.data[0]
  }

  describe('a change that says what its caller knows of the set', () => {
    test('is made where the set is still so, given as it was read or as a part of that', async () => {
      const seen = await read('www')
      expect((await post([upsert('www', b, seen)])).status).toBe(201)
      expect((await post([upsert('www', c, { values: b })])).status).toBe(201)
      expect((await post([upsert('www', a, { ttl: 300 })])).status).toBe(201)
      expect((await post([upsert('new', a, null), change('delete', 'www', { ifCurrent: { values: a } })])).status).toBe(
        201,
      )
      expect([(await read('www'))?.values, (await read('new'))?.values]).toEqual([undefined, a])
    })

    test('is refused where somebody else has written since, with the others of its request, and says what is there', async () => {
      const seen = await read('www')
      await put('www', b)
      const { status, body } = await post([upsert('other', a), upsert('www', c, seen)])
      expect([status, body.code]).toEqual([409, 'changed_since'])
      expect(body.details).toEqual([
        { path: 'changes[1]', code: 'changed_since', message: `www.${domain} A holds 192.0.2.2 now` },
      ])
      expect([(await read('www'))?.values, await read('other')]).toEqual([b, undefined])
      const { body: history } = await world.call<Loose[]>('GET', `${zone}/changes`)
      expect(history.data[0]).toMatchObject({ status: 'failed', problems: body.details })
    })

    test('is named by its place, also alone, with whatever else there is to say', async () => {
      await put('there', b)
      const { status, body } = await post([
        upsert('www', b, null),
        upsert('gone', b, { values: a }),
        change('delete', 'there', { ifCurrent: { ttl: 60 } }),
        change('create', 'there2', { values: a, ifCurrent: null }),
        change('delete', 'missing'),
      ])
      expect([status, body.code]).toEqual([409, 'changed_since'])
      expect(body.details.map(({ path, code, message }) => `${path} ${code} ${message}`)).toEqual([
        `changes[0] changed_since www.${domain} A is there by now: it holds 192.0.2.1`,
        `changes[1] changed_since gone.${domain} A is gone`,
        `changes[2] changed_since there.${domain} A has the TTL 300 now`,
        `changes[4] record_not_found there is no set missing.${domain} A`,
      ])
      const alone = await post([upsert('www', b, null)])
      expect([alone.status, alone.body.details[0]?.path]).toEqual([409, 'changes[0]'])
    })

    test('is a problem of the plan when it is tried dry', async () => {
      const dry = await post([upsert('www', b, { values: c })], { dryRun: true })
      expect([dry.status, dry.body.data.problems]).toEqual([
        200,
        [{ path: 'changes[0]', code: 'changed_since', message: `www.${domain} A holds 192.0.2.1 now` }],
      ])
      const fine = await post([upsert('www', b, { values: a })], { dryRun: true })
      expect(fine.body.data).toMatchObject({ problems: [], changes: [{ op: 'replace' }] })
    })

    test('is not refused where the set is as wanted already, so that it can be sent again', async () => {
      const request = [upsert('www', b, { values: a })]
      expect((await post(request)).status).toBe(201)
      const again = await post(request)
      expect([again.status, again.body.data.outcomes]).toMatchObject([201, [{ status: 'unchanged' }]])
    })

    test('guards values that are added and taken out as well', async () => {
      const add = (ifCurrent: object | null) => change('add', 'www', { values: b, ifCurrent })
      expect((await post([add({ values: c })])).body.code).toBe('changed_since')
      expect((await post([add({ values: a })])).status).toBe(201)
      const remove = (ifCurrent: object) => change('remove', 'www', { values: b, ifCurrent })
      expect((await post([remove({ values: a })])).body.code).toBe('changed_since')
      expect((await post([remove({ values: [...b, ...a] })])).status).toBe(201)
      expect((await read('www'))?.values).toEqual(a)
    })

    test('of twenty callers who have read the same, one is made and nobody is overwritten', async () => {
      const seen = await read('www')
      const values = Array.from({ length: 20 }, (_, index) => [`192.0.2.${100 + index}`])
      const replies = await Promise.all(values.map(wanted => post([upsert('www', wanted, seen)])))
      const made = replies.flatMap(({ status }, index) => (status === 201 ? [index] : []))
      expect(made).toHaveLength(1)
      expect(replies.filter(({ status, body }) => status === 409 && body.code === 'changed_since')).toHaveLength(19)
      expect((await read('www'))?.values).toEqual(values[made[0]!])
    })

    test('that does not make sense is refused with its place', async () => {
      const { status, body } = await post([
        change('create', 'one', { values: a, ifCurrent: { values: a } }),
        change('delete', 'two', { ifCurrent: null }),
        upsert('three', a, { values: ['192.0.2.1', 'no address'] }),
        upsert('four', a, { values: a, aliasTarget: { dnsName: 'a..b', evaluateTargetHealth: false } }),
        upsert('five', a, { ttl: -1, colour: 'blue' }),
        change('upsert', 'six', { values: a, ifCurrent: 'text' }),
      ])
      expect(status).toBe(400)
      expect(body.details.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
        'changes[0].ifCurrent not_allowed',
        'changes[1].ifCurrent not_allowed',
        'changes[2].ifCurrent.values[1] invalid_ipv4_address',
        'changes[3].ifCurrent.aliasTarget.dnsName empty_label',
        'changes[3].ifCurrent.values not_allowed',
        'changes[4].ifCurrent.colour unknown_field',
        'changes[4].ifCurrent.ttl too_small',
        'changes[5].ifCurrent wrong_type',
      ])
    })
  })
})

describe.each(['route53', 'cloudflare'] as const)('at %s', provider => {
  let world: CloudWorld
  let zone: Loose
  beforeAll(async () => {
    world = await startCloudWorld()
    zone = await world.zone(provider, 'known.example')
  })
  afterAll(() => world.stop())

  const url = (rest: string) => `${world.zones}/${zone.id}/${rest}`
  const post = (changes: object[]) => world.call('POST', url('changes'), { changes })
  const read = async (name: string) => {
    const { body } = await world.call('GET', url(`records?name=${name}&type=A`))
    return (body.data as unknown as Loose[])[0]!
  }
  /** Somebody else, in the provider's own console. */
  function changeBehind(): void {
    const hosted = String(zone.hostedZoneId)
    if (provider === 'route53') {
      const records = [{ Value: '192.0.2.9' }]
      world.aws.putSet(hosted, { Name: 'www.known.example.', Type: 'A', TTL: 60, ResourceRecords: records })
    } else {
      const [record] = world.cloudflare.records(hosted)
      world.cloudflare.putRecord(hosted, { ...record!, content: '192.0.2.9' })
    }
  }

  test('what somebody else has written there since is not overwritten', async () => {
    await post([upsert('www', a)])
    const seen = await read('www')
    changeBehind()
    const { status, body } = await post([upsert('www', c, seen), upsert('api', a, null)])
    expect([status, body.code]).toEqual([409, 'changed_since'])
    expect(body.details.map(({ path, message }) => `${path} ${message}`)).toEqual([
      expect.stringMatching(/^changes\[0\] www\.known\.example A holds 192\.0\.2\.9 /),
    ])
    expect((await read('www')).values).toEqual(['192.0.2.9'])
    expect(await read('api')).toBeUndefined()
    expect((await post([upsert('www', c, await read('www')), upsert('api', a, null)])).status).toBe(201)
  })

  test('a set that is an alias, or proxied, is known as such', async () => {
    if (provider === 'route53') {
      const aliasTarget = { dnsName: 'www.known.example', evaluateTargetHealth: false }
      const alias = (target: object, ifCurrent: object | null) =>
        change('upsert', 'alias', { aliasTarget: target, ifCurrent })
      expect((await post([upsert('www', c), upsert('api', a), alias(aliasTarget, null)])).status).toBe(201)
      const seen = await read('alias')
      const api = { ...aliasTarget, dnsName: 'api.known.example' }
      expect((await post([alias(api, seen)])).status).toBe(201)
      const late = await post([alias(aliasTarget, { ...seen, name: undefined })])
      expect([late.status, late.body.details[0]?.message]).toEqual([
        409,
        expect.stringContaining('alias.known.example A is an alias for api.known.example'),
      ])
    } else {
      const proxied = change('upsert', 'shop', { values: a, proxied: true, ifCurrent: null })
      expect((await post([proxied])).status).toBe(201)
      const seen = await read('shop')
      expect((await post([upsert('shop', b, { ...seen, proxied: false })])).body.details[0]?.message).toBe(
        'shop.known.example A is proxied now',
      )
      expect((await post([upsert('shop', b, seen)])).status).toBe(201)
    }
  })
})
