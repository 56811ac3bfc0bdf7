import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import {
  addSecondary,
  environment,
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
import { type SecondaryKind, secondaryPrograms } from '../servers/secondary.ts'

const kinds = Object.keys(secondaryPrograms) as SecondaryKind[]
const isThere = kinds.every(kind => requireServer(kind, findProgram(secondaryPrograms[kind])))

describe.skipIf(!isThere || !requireServer('dig', digPath))('secondaries of a whole server', () => {
  let zoneplane: TestZoneplane
  beforeAll(async () => {
    zoneplane = await startTestZoneplane({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  })
  afterAll(() => zoneplane.stop())

  const answerOf = async (server: { host: string; port: number }, name: string) =>
    (await dig(server, [{ name, type: 'A' }]))[0]?.answer

  test('NSD, Knot and BIND get a zone whole, and what changes in it as differences', async () => {
    const zoneId = await makeZone(zoneplane, 'three.example')
    await putRecord(zoneplane, zoneId, 'www', '192.0.2.1')
    const servers = []
    for (const kind of kinds) {
      const added = await addSecondary(zoneplane, kind)
      servers.push(await startFollower(zoneplane, kind, added, ['three.example']))
    }
    const www = (address: string) => [`www.three.example. 300 IN A ${address}`]
    for (const server of servers) expect(await answerOf(server, 'www.three.example')).toEqual(www('192.0.2.1'))
    await eventually(async () => expect((await statesOf(zoneplane, zoneId)).inSync).toBe(true))
    await putRecord(zoneplane, zoneId, 'www', '192.0.2.2')
    for (const server of servers) {
      await eventually(async () => expect(await answerOf(server, 'www.three.example')).toEqual(www('192.0.2.2')))
    }
    await eventually(async () => expect((await statesOf(zoneplane, zoneId)).inSync).toBe(true))
    const { serial, states } = await statesOf(zoneplane, zoneId)
    for (const { secondary, notify, transfer, seen } of states) {
      expect([secondary.name, notify]).toMatchObject([secondary.name, { serial, status: 'answered', reason: null }])
      expect([secondary.name, transfer]).toMatchObject([secondary.name, { status: 'sent', kind: 'ixfr', serial }])
      expect([secondary.name, seen]).toMatchObject([secondary.name, { serial, reason: null }])
    }
  }, 120_000)
})
