import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import type { TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

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
    zone = await world.makeZone(`added-${++zones}.example`)
  })

  const change = (action: string, values: string[], more: object = {}) =>
    world.call('POST', `${zone}/changes`, {
      changes: [{ action, name: 'www', type: 'A', values, ...more }],
      confirm: true,
    })
  const there = async () => {
    const { body } = await world.call<{ ttl: number; values: string[] }[]>('GET', `${zone}/records?name=www&type=A`)
    return body.data.map(({ ttl, values }) => ({ ttl, values: [...values].sort() }))
  }

  test('values that many add to one set at once are all in it', async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => `192.0.2.${index + 10}`)
    const replies = await Promise.all(addresses.map(address => change('add', [address], { ttl: 60 })))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await there()).toEqual([{ ttl: 60, values: addresses }])
  })

  test('values are taken out without touching the others, and the set goes with the last of them', async () => {
    await change('upsert', ['192.0.2.1', '192.0.2.2', '192.0.2.3'], { ttl: 60 })
    const { body } = await change('remove', ['192.0.2.2'])
    expect(body.data).toMatchObject({ outcomes: [{ action: 'remove', status: 'applied', after: { ttl: 60 } }] })
    expect(await there()).toEqual([{ ttl: 60, values: ['192.0.2.1', '192.0.2.3'] }])
    await change('remove', ['192.0.2.1', '192.0.2.3'])
    expect(await there()).toEqual([])
  })

  test('what is added twice is unchanged, and what is not there can’t be taken out', async () => {
    await change('upsert', ['192.0.2.1'])
    expect((await change('add', ['192.0.2.1'])).body.data).toMatchObject({ outcomes: [{ status: 'unchanged' }] })
    const { status, body } = await change('remove', ['192.0.2.9'])
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.details[0]?.path).toMatch(/^changes\[0\]/)
    expect(await there()).toEqual([{ ttl: 300, values: ['192.0.2.1'] }])
  })

  test('fields of a whole set don’t go with single values, and values are needed', async () => {
    const { status, body } = await change('add', ['192.0.2.1'], { proxied: true, variant: 'blue' })
    expect([status, body.details.map(({ path, code }) => `${path} ${code}`)]).toEqual([
      400,
      ['changes[0].proxied not_allowed', 'changes[0].variant not_allowed'],
    ])
    const bare = { changes: [{ action: 'remove', name: 'www', type: 'A' }] }
    expect((await world.call('POST', `${zone}/changes`, bare)).body.details).toMatchObject([
      { path: 'changes[0].values' },
    ])
  })
})
