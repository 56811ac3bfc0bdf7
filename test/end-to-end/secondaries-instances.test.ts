import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import {
  addSecondary,
  eventually,
  makeZone,
  putRecord,
  startFollower,
  stateOf,
  statesOf,
  workspaceSecondaries,
} from '../secondary-world.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import { findProgram } from '../servers/find-program.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { startToldSecondary } from '../servers/told-secondary.ts'

const bin = findPostgres()
const isThere = requireServer('PostgreSQL', bin) && requireServer('knotd', findProgram('knotd'))

describe.skipIf(!isThere || !requireServer('dig', digPath))('secondaries of two instances on one PostgreSQL', () => {
  let postgres: PostgresServer
  let one: TestZoneplane
  let two: TestZoneplane

  beforeAll(async () => {
    postgres = await startPostgres(bin!)
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      ZONEPLANE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true',
    }
    one = await startTestZoneplane(env)
    const other = await startTestZoneplane(env)
    const { apiKey } = one
    two = {
      ...other,
      call: (method, path, body, headers) => other.call(method, path, body, { 'X-API-Key': apiKey, ...headers }),
    }
  })
  afterAll(async () => {
    await one?.stop()
    await two?.stop()
    await postgres?.stop()
  })

  test('a secondary follows whichever it is set to, whoever makes the changes, and both know how far it is', async () => {
    const zoneId = await makeZone(one, 'shared.example')
    const added = await addSecondary(one, 'knot')
    const server = await startFollower(two, 'knot', added, ['shared.example'])
    for (const [index, instance] of [one, two, one].entries()) {
      const value = `192.0.2.${index + 1}`
      await putRecord(instance, zoneId, 'www', value)
      await eventually(async () => {
        const [answer] = await dig(server, [{ name: 'www.shared.example', type: 'A' }])
        expect(answer?.answer).toEqual([`www.shared.example. 300 IN A ${value}`])
      })
    }
    for (const instance of [one, two]) {
      await eventually(async () => expect((await statesOf(instance, zoneId)).inSync).toBe(true))
      expect(await stateOf(instance, zoneId, 'knot')).toMatchObject({ transfer: { kind: 'ixfr', status: 'sent' } })
    }
  }, 120_000)

  test('a change is told by the instance that has made it, and by no other', async () => {
    const told = await startToldSecondary()
    onTestFinished(told.stop)
    const zoneId = await makeZone(one, 'told.example')
    const fields = { name: 'told', address: '127.0.0.1', port: told.port, tsig: null }
    expect((await one.call('POST', workspaceSecondaries, fields)).status).toBe(201)
    // Whoever was told of the workspace's secondaries first knows of this one by now.
    for (const instance of [one, two]) {
      await putRecord(instance, zoneId, 'first', '192.0.2.1')
      await eventually(async () => expect((await stateOf(instance, zoneId, 'told')).inSync).toBe(true))
    }
    const { serial } = await statesOf(one, zoneId)
    for (let number = 1; number <= 10; number++) {
      const instance = number % 2 === 0 ? one : two
      await putRecord(instance, zoneId, 'www', `192.0.2.${number}`)
      await eventually(async () => expect(told.told).toContain(serial + number))
    }
    const later = told.told.filter(each => each > serial)
    expect(later).toEqual([...new Set(later)])
  }, 120_000)

  test('a key that is replaced at one instance is good for nothing at the other', async () => {
    const zoneId = await makeZone(one, 'rotated.example')
    const added = await addSecondary(one, 'rotated')
    const server = await startFollower(two, 'knot', added, ['rotated.example'])
    expect((await one.call('PATCH', `${workspaceSecondaries}/${added.id}`, { tsig: {} })).status).toBe(200)
    await putRecord(two, zoneId, 'www', '192.0.2.1')
    await eventually(async () => expect((await stateOf(two, zoneId, 'rotated')).notify?.status).toBe('failed'))
    expect((await dig(server, [{ name: 'www.rotated.example', type: 'A' }]))[0]?.answer).toEqual([])
  }, 120_000)
})
