import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MemoryKind, memoryKind } from '../src/providers/memory/kind.ts'
import type { ProviderKind } from '../src/providers/provider.ts'
import { onEachStore } from './each-store.ts'
import { startTestApp, type TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

const upsert = (name: string, values = ['192.0.2.1'], type = 'A') => ({ action: 'upsert', name, type, values })
const create = (name: string, values = ['192.0.2.1']) => ({ ...upsert(name, values), action: 'create' })
const remove = (name: string, values?: string[]) => ({ action: 'delete', name, type: 'A', ...(values && { values }) })
const many = (count: number) => Array.from({ length: count }, (_, index) => upsert(`host-${index}`))

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let zone: string
  let zones = 0

  beforeAll(async () => {
    app = await start()
    world = await createZoneWorld(app)
  })
  afterAll(() => app.stop())
  beforeEach(async () => {
    zone = await world.makeZone(`zone-${++zones}.example`)
  })

  const post = (changes: object[], options: object = {}) =>
    world.call('POST', `${zone}/changes`, { changes, ...options })
  const history = (query = '') => world.call('GET', `${zone}/changes${query}`)
  const show = (id: unknown, query = '') => world.call('GET', `${zone}/changes/${String(id)}${query}`)
  const revert = (id: unknown, body?: object) => world.call('POST', `${zone}/changes/${String(id)}/revert`, body)
  const names = async () => {
    const { body } = await world.call<{ name: string; type: string; values: string[] }[]>('GET', `${zone}/records`)
    const own = body.data.filter(({ type }) => type === 'A')
    return Object.fromEntries(own.map(({ name, values }) => [name.split('.')[0], values.join(' ')]))
  }

  describe('many changes as one', () => {
    test('are made as one change set, with one outcome each, in order', async () => {
      await post([upsert('old'), upsert('same'), upsert('changed')])
      const changes = [create('new'), remove('old', ['192.0.2.1']), upsert('same'), upsert('changed', ['192.0.2.2'])]
      const { status, body } = await post(changes, { comment: 'a release' })
      expect(status).toBe(201)
      expect(body.data).toMatchObject({
        dryRun: false,
        kind: 'write',
        status: 'applied',
        comment: 'a release',
        total: 3,
      })
      const outcomes = body.data.outcomes as unknown as { name: string; action: string; status: string }[]
      expect(outcomes.map(({ name, action, status }) => `${action} ${name.split('.')[0]} ${status}`)).toEqual([
        'create new applied',
        'delete old applied',
        'upsert same unchanged',
        'upsert changed applied',
      ])
      expect(outcomes[3]).toMatchObject({
        before: { values: ['192.0.2.1'], ttl: 300 },
        after: { values: ['192.0.2.2'], ttl: 300 },
        failure: null,
      })
      expect(await names()).toEqual({ new: '192.0.2.1', same: '192.0.2.1', changed: '192.0.2.2' })
    })

    test('are all refused with everything that is wrong, each in its place', async () => {
      await post([upsert('there'), upsert('alias', ['target.example.net'], 'CNAME')])
      const { status, body } = await post([
        upsert('fine'),
        create('there'),
        remove('missing'),
        remove('there', ['192.0.2.9']),
        upsert('alias'),
        upsert('www.elsewhere.test.'),
        upsert('fine'),
        upsert('@', ['ns1.example.net'], 'NS'),
        upsert('bad', ['192.0.2.1', 'no address']),
        upsert('worse', ['192.0.2.1'], 'NONSENSE'),
      ])
      expect([status, body.code]).toEqual([400, 'validation_failed'])
      expect(body.details.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
        'changes[1] record_exists',
        'changes[2] record_not_found',
        'changes[3] duplicate_set',
        'changes[4].type cname_with_other_data',
        'changes[5].name name_outside_zone',
        'changes[6] duplicate_set',
        'changes[7].type managed_by_provider',
        'changes[8].values[1] invalid_ipv4_address',
        'changes[9].type invalid_record_type',
      ])
      expect(await names()).toEqual({ there: '192.0.2.1' })
    })

    test('name the place of a problem even where there is only one change', async () => {
      const missing = await post([remove('missing')])
      expect([missing.status, missing.body.code, missing.body.details[0]?.path]).toEqual([
        404,
        'record_not_found',
        'changes[0]',
      ])
      const managed = await post([upsert('@', ['ns1.example.net'], 'NS')])
      expect(managed.body.details[0]?.path).toBe('changes[0].type')
    })

    test('the same set is there once, however its name is written', async () => {
      const { body } = await post([upsert('www'), upsert(`WWW.zone-${zones}.example.`)])
      expect(body.details).toEqual([
        { path: 'changes[1]', code: 'duplicate_set', message: 'is about the same record set as changes[0]' },
      ])
    })

    test('may be ten thousand, and not one more', async () => {
      const { status, body } = await post(many(10_000))
      expect([status, body.data.total]).toEqual([201, 10_000])
      expect((body.data.outcomes as unknown as unknown[]).length).toBe(10_000)
      expect((await post(many(10_001))).body.details.map(({ path, code }) => `${path} ${code}`)).toEqual([
        'changes too_many',
      ])
      const { body: page } = await show(body.data.id, '?limit=1000')
      expect([page.data.done, page.data.total, (page.data.changes as unknown as unknown[]).length]).toEqual([
        10_000, 10_000, 1000,
      ])
    })

    test('tried dry, tell what they would come to and change nothing', async () => {
      await post([upsert('one'), upsert('two')])
      const { status, body } = await post([upsert('one', ['192.0.2.9']), remove('two'), upsert('three')], {
        dryRun: true,
      })
      expect(status).toBe(200)
      expect(body.data).toMatchObject({ dryRun: true, problems: [], dangers: [], atomic: true, calls: 1 })
      const planned = body.data.changes as unknown as { op: string; name: string; before: object; after: object }[]
      expect(planned.map(({ op, name }) => `${op} ${name.split('.')[0]}`).sort()).toEqual([
        'create three',
        'delete two',
        'replace one',
      ])
      expect(planned.find(({ op }) => op === 'replace')).toMatchObject({
        before: { values: ['192.0.2.1'] },
        after: { values: ['192.0.2.9'] },
      })
      expect(await names()).toEqual({ one: '192.0.2.1', two: '192.0.2.1' })
      expect((await history()).body.count).toBe(1)
    })

    test('tried dry, tell what they would be refused for', async () => {
      const { status, body } = await post([remove('missing')], { dryRun: true })
      expect(status).toBe(200)
      expect(body.data.problems).toMatchObject([{ path: 'changes[0]', code: 'record_not_found' }])
    })

    test('that are dangerous come back as a plan, and are made once they are confirmed', async () => {
      await post(many(12))
      const changes = many(12).map(({ name }) => remove(name))
      const refused = await post(changes)
      expect([refused.status, refused.body.code]).toEqual([409, 'confirmation_required'])
      const { plan } = refused.body as unknown as { plan: { changes: unknown[]; dangers: { code: string }[] } }
      expect(plan.changes).toHaveLength(12)
      expect(plan.dangers.map(({ code }) => code)).toEqual(['many_sets_lost', 'zone_emptied'])
      expect(refused.body.details.map(({ code }) => code)).toEqual(['many_sets_lost', 'zone_emptied'])
      expect(Object.keys(await names())).toHaveLength(12)
      const dry = await post(changes, { dryRun: true })
      expect((dry.body.data.dangers as unknown as unknown[]).length).toBe(2)
      expect((await post(changes, { confirm: true })).status).toBe(201)
      expect(await names()).toEqual({})
    })
  })

  describe('the history', () => {
    test('has every write of both families, newest first, in pages', async () => {
      await post([upsert('one')], { comment: 'first' })
      await world.call('POST', `${zone}/records`, { name: 'two', type: 'A', values: ['192.0.2.2'] })
      await world.call('DELETE', `${zone}/records`, { name: 'one', type: 'A', values: ['192.0.2.1'] })
      const id = Number(zone.split('/').at(-1))
      const domain = { domain: `zone-${zones}.example`, zoneId: id, internalPurchase: true }
      await world.call('POST', '/api/projects/demo/domains', domain)
      const key = await world.call('POST', '/api/projects/demo/machine-keys', { name: 'acme' })
      await app.call('POST', '/api/v1/machine/domain-manager/dns-records', {
        body: { domain: domain.domain, record: { type: 'TXT', name: '_acme', value: 'token' } },
        headers: { 'x-api-key': String(key.body.data.key) },
        address: '192.0.2.77',
      })
      const all = await history()
      expect(all.body).toMatchObject({ count: 4, nextCursor: null })
      expect(all.body.data[0]).toMatchObject({
        kind: 'write',
        status: 'applied',
        actor: { kind: 'machine_key', name: 'acme' },
        address: '192.0.2.77',
        total: 1,
        done: 1,
        problems: [],
      })
      expect(all.body.data[3]).toMatchObject({ comment: 'first', actor: { kind: 'user', name: 'owner@example.com' } })
      const first = await history('?limit=3')
      const second = await history(`?limit=3&cursor=${first.body.nextCursor}`)
      expect([first.body.count, second.body.count, second.body.nextCursor]).toEqual([3, 1, null])
      expect([...(first.body.data as never as object[]), ...(second.body.data as never as object[])]).toEqual(
        all.body.data,
      )
    })

    test('shows one change set with its changes in pages', async () => {
      const made = await post(many(5))
      const { id } = made.body.data
      const first = await show(id, '?limit=3')
      expect(first.body.data).toMatchObject({ id, status: 'applied', requestId: made.headers['x-request-id'] })
      expect(first.body.data.changes?.[0]).toMatchObject({ position: 0, op: 'create', status: 'applied', before: null })
      const second = await show(id, `?limit=3&cursor=${first.body.nextCursor}`)
      expect(second.body.nextCursor).toBeNull()
      const shown = [first, second].flatMap(({ body }) => body.data.changes as unknown as { name: string }[])
      expect(shown.map(({ name }) => name.split('.')[0])).toEqual(many(5).map(({ name }) => name))
    })

    test('keeps what was refused, and why', async () => {
      await post([remove('missing')])
      expect((await history()).body.data[0]).toMatchObject({
        status: 'failed',
        problems: [{ code: 'record_not_found' }],
      })
    })

    test('remembers the key that a request was sent under', async () => {
      const headers = { 'idempotency-key': 'remembered' }
      const body = { changes: [upsert('keyed')] }
      const { token } = world.owner
      const first = await app.call('POST', `${zone}/changes`, { body, token, headers })
      const again = await app.call('POST', `${zone}/changes`, { body, token, headers })
      expect([again.status, again.body]).toEqual([201, first.body])
      expect(first.body.data.idempotencyKey).toBe('remembered')
      expect((await history()).body).toMatchObject({ count: 1, data: [{ idempotencyKey: 'remembered' }] })
    })

    test('is each zone’s own', async () => {
      const { id } = (await post([upsert('own')])).body.data
      zone = await world.makeZone(`other-${zones}.example`)
      expect((await show(id)).status).toBe(404)
      expect((await revert(id)).status).toBe(404)
      expect((await history()).body).toMatchObject({ count: 0, data: [], nextCursor: null })
    })
  })

  describe('a change set', () => {
    test('is taken back, and taking it back is taken back in turn', async () => {
      await post([upsert('kept'), upsert('changed'), upsert('deleted')])
      const made = await post([upsert('changed', ['192.0.2.2']), remove('deleted'), create('created')])
      const after = await names()
      const back = await revert(made.body.data.id, { comment: 'rolled back' })
      expect(back.status).toBe(201)
      expect(back.body.data).toMatchObject({
        kind: 'revert',
        status: 'applied',
        revertOf: made.body.data.id,
        comment: 'rolled back',
        total: 3,
      })
      expect(await names()).toEqual({ kept: '192.0.2.1', changed: '192.0.2.1', deleted: '192.0.2.1' })
      expect((await revert(back.body.data.id)).status).toBe(201)
      expect(await names()).toEqual(after)
    })

    test('stays where one of its sets has been changed since, and each of them is named', async () => {
      const made = await post([upsert('one'), upsert('two'), upsert('three')])
      await post([upsert('one', ['192.0.2.9'])])
      await post([remove('three')])
      const { status, body } = await revert(made.body.data.id)
      expect([status, body.code]).toEqual([409, 'changed_since'])
      expect(body.details.map(({ code, message }) => `${code} ${message}`)).toEqual([
        `changed_since one.zone-${zones}.example A holds something else now`,
        `changed_since three.zone-${zones}.example A is gone`,
      ])
      expect(await names()).toEqual({ one: '192.0.2.9', two: '192.0.2.1' })
    })

    test('of one set is refused the same way', async () => {
      const made = await post([upsert('one')])
      await post([upsert('one', ['192.0.2.9'])])
      const { status, body } = await revert(made.body.data.id)
      expect([status, body.code, body.details[0]?.path]).toEqual([409, 'changed_since', 'changes[0]'])
    })

    test('can be taken back dry', async () => {
      const made = await post([upsert('one'), upsert('two')])
      const dry = await revert(made.body.data.id, { dryRun: true })
      expect([dry.status, (dry.body.data.changes as unknown as unknown[]).length]).toEqual([200, 2])
      expect(await names()).toEqual({ one: '192.0.2.1', two: '192.0.2.1' })
      await post([upsert('one', ['192.0.2.9'])])
      const late = await revert(made.body.data.id, { dryRun: true })
      expect(late.body.data.problems).toMatchObject([{ path: 'changes[0]', code: 'changed_since' }])
    })

    test('that many sets hang on asks for a confirmation', async () => {
      const made = await post(many(12))
      const refused = await revert(made.body.data.id)
      expect([refused.status, refused.body.code]).toEqual([409, 'confirmation_required'])
      expect(refused.body).toHaveProperty('plan.dangers')
      expect((await revert(made.body.data.id, { confirm: true })).status).toBe(201)
      expect(await names()).toEqual({})
    })

    test('that changed nothing cannot be taken back', async () => {
      await post([remove('missing')])
      const [failed] = (await history()).body.data as unknown as { id: number }[]
      const refused = await revert(failed?.id)
      expect([refused.status, refused.body.code]).toEqual([400, 'nothing_to_revert'])
      await post([upsert('same')])
      const same = await post([upsert('same')])
      expect((await revert(same.body.data.id)).body.code).toBe('nothing_to_revert')
    })

    test('of the machine API is taken back as well', async () => {
      const { body } = await world.call('POST', `${zone}/records`, { name: 'one', type: 'A', values: ['192.0.2.1'] })
      expect(body.data.name).toBe(`one.zone-${zones}.example`)
      const [made] = (await history()).body.data as unknown as { id: number }[]
      expect((await revert(made?.id)).status).toBe(201)
      expect(await names()).toEqual({})
    })
  })
})

describe('at a provider that is not atomic', () => {
  let app: TestApp
  let world: ZoneWorld
  let memory: MemoryKind
  let zone: string
  beforeAll(async () => {
    app = await startTestApp()
    const batch = { maxChanges: 2, limits: {}, weigh: () => ({}), atomic: false }
    memory = memoryKind({ capabilities: { batch } })
    // Zones can only be made at providers that the API knows.
    ;(app.deps.kinds as Map<string, ProviderKind>).set('powerdns', { ...memory, id: 'powerdns' })
    world = await createZoneWorld(app, ['powerdns'])
    zone = await world.makeZone('memory.example', 'powerdns')
  })
  afterAll(() => app.stop())

  test('the plan says so, and each outcome is told', async () => {
    const rejection = { code: 'Refused', message: 'no bad names here' }
    memory.service.faults = {
      rejects: change => (change.op === 'create' && change.after.name.startsWith('bad.') ? rejection : undefined),
    }
    const changes = [upsert('a'), upsert('b'), upsert('bad'), upsert('c')]
    const dry = await world.call('POST', `${zone}/changes`, { changes, dryRun: true })
    expect(dry.body.data).toMatchObject({ atomic: false, calls: 2, problems: [] })
    const { status, body } = await world.call('POST', `${zone}/changes`, { changes })
    expect([status, body.data.status]).toEqual([207, 'partial'])
    const outcomes = body.data.outcomes as unknown as { name: string; status: string; failure: object | null }[]
    const failed = outcomes.find(({ name }) => name.startsWith('bad.'))
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'rejected', details: rejection } })
    expect(outcomes.filter(({ status }) => status === 'applied').length).toBeGreaterThan(0)
    const { body: shown } = await world.call('GET', `${zone}/changes/${String(body.data.id)}`)
    expect(shown.data).toMatchObject({ status: 'partial', done: 4, total: 4 })
    const back = await world.call('POST', `${zone}/changes/${String(body.data.id)}/revert`, { confirm: true })
    expect([back.status, back.body.data.total]).toEqual([
      201,
      outcomes.filter(({ status }) => status === 'applied').length,
    ])
  })

  test('a refusal of all is an error with the provider’s words', async () => {
    const rejection = { code: 'Refused', message: 'nothing at all' }
    memory.service.faults = { rejects: () => rejection }
    const { status, body } = await world.call('POST', `${zone}/changes`, { changes: [upsert('none')] })
    expect([status, body.code, body.details]).toEqual([
      500,
      'provider_rejected',
      [{ path: 'provider', code: 'Refused', message: 'nothing at all' }],
    ])
    memory.service.faults = {}
  })
})
