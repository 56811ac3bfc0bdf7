import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createMessage } from '../../src/dns/message.ts'
import type { ExchangeOptions } from '../../src/resolver/dns-client.ts'
import { generateTsigKey } from '../../src/tsig/make-key.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
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
import { testDns } from '../test-io.ts'

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
    const figures = await (await fetch(`${zoneplane.url}/metrics`)).text()
    expect(figures).toContain('# TYPE zoneplane_secondary_zones_behind gauge')
    const { serial, states } = await statesOf(zoneplane, zoneId)
    for (const { secondary, notify, transfer, seen } of states) {
      expect([secondary.name, notify]).toMatchObject([secondary.name, { serial, status: 'answered', reason: null }])
      expect([secondary.name, transfer]).toMatchObject([secondary.name, { status: 'sent', kind: 'ixfr', serial }])
      expect([secondary.name, seen]).toMatchObject([secondary.name, { serial, reason: null }])
    }
  }, 120_000)

  test('a secondary that is down is told again and again, shows why it is behind, and comes back by itself', async () => {
    const zoneId = await makeZone(zoneplane, 'down.example')
    const added = await addSecondary(zoneplane, 'down')
    await only(zoneId, [added.id])
    await putRecord(zoneplane, zoneId, 'www', '192.0.2.3')
    await eventually(async () => {
      const { inSync, notify, transfer } = await stateOf(zoneplane, zoneId, 'down')
      expect({ inSync, notify, transfer }).toMatchObject({
        inSync: false,
        notify: { status: 'failed', reason: expect.stringContaining(`127.0.0.1:${added.port}`) },
        transfer: null,
      })
      expect(notify?.tries).toBeGreaterThan(1)
    })
    const server = await startFollower(zoneplane, 'knot', added, ['down.example'])
    expect(await answerOf(server, 'www.down.example')).toEqual(['www.down.example. 300 IN A 192.0.2.3'])
    await eventually(async () => {
      const state = await stateOf(zoneplane, zoneId, 'down')
      expect(state).toMatchObject({ inSync: true, transfer: { status: 'sent', kind: 'axfr', from: '127.0.0.1' } })
    })
  }, 120_000)

  test('a secondary that signs with another key gets nothing more, and both sides’ reasons are shown', async () => {
    const zoneId = await makeZone(zoneplane, 'keyed.example')
    const added = await addSecondary(zoneplane, 'keyed')
    await only(zoneId, [added.id])
    const server = await startFollower(zoneplane, 'bind', added, ['keyed.example'])
    const changed = await zoneplane.call('PATCH', `${workspaceSecondaries}/${added.id}`, { tsig: {} })
    expect(changed.status).toBe(200)
    await putRecord(zoneplane, zoneId, 'www', '192.0.2.4')
    await eventually(async () => {
      const { inSync, notify } = await stateOf(zoneplane, zoneId, 'keyed')
      expect([inSync, notify?.status]).toEqual([false, 'failed'])
      expect(notify?.reason).toMatch(/signature|key/)
    })
    await expect(transfer('keyed.example.', added.key)).rejects.toMatchObject({ code: 'bad_signature' })
    await eventually(async () => {
      const { transfer } = await stateOf(zoneplane, zoneId, 'keyed')
      expect(transfer).toMatchObject({ status: 'failed', from: '127.0.0.1', reason: expect.stringContaining('BADSIG') })
    })
    expect(await answerOf(server, 'www.keyed.example')).toEqual([])
  }, 120_000)

  test('a secondary that takes messages and says nothing holds up no other one', async () => {
    const zoneId = await makeZone(zoneplane, 'silent.example')
    const silent = createSocket('udp4').bind(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => {
      silent.close()
    })
    const mute = await addSecondary(zoneplane, 'mute', { port: silent.address().port })
    const added = await addSecondary(zoneplane, 'quick')
    await only(zoneId, [mute.id, added.id])
    const server = await startFollower(zoneplane, 'knot', added, ['silent.example'])
    for (let number = 1; number <= 20; number++) await putRecord(zoneplane, zoneId, 'www', `192.0.2.${number}`)
    await eventually(async () => expect((await stateOf(zoneplane, zoneId, 'quick')).inSync).toBe(true))
    expect(await answerOf(server, 'www.silent.example')).toEqual(['www.silent.example. 300 IN A 192.0.2.20'])
    await eventually(async () => {
      const { inSync, notify } = await stateOf(zoneplane, zoneId, 'mute')
      expect({ inSync, notify }).toMatchObject({ inSync: false, notify: { status: 'failed' } })
    })
  }, 120_000)

  test('nobody gets a zone without being a secondary of it', async () => {
    const zoneId = await makeZone(zoneplane, 'mine.example')
    const added = await addSecondary(zoneplane, 'mine')
    const other = await addSecondary(zoneplane, 'other')
    expect(await transfer('mine.example.', added.key)).toBeGreaterThan(2)
    await only(zoneId, [added.id])
    expect(await transfer('mine.example.', added.key)).toBeGreaterThan(2)
    await expect(transfer('mine.example.', other.key)).rejects.toMatchObject({ code: 'refused' })
    await expect(transfer('mine.example.')).rejects.toMatchObject({ code: 'refused' })
    await expect(transfer('nobodys.example.', added.key)).rejects.toMatchObject({ code: 'refused' })
    const stranger = generateTsigKey('stranger.')
    await expect(transfer('mine.example.', stranger)).rejects.toMatchObject({ code: 'bad_key' })
    const limited = { transferFrom: ['192.0.2.0/24'] }
    expect((await zoneplane.call('PATCH', `${workspaceSecondaries}/${added.id}`, limited)).status).toBe(200)
    await expect(transfer('mine.example.', added.key)).rejects.toMatchObject({ code: 'refused' })
    await only(zoneId, [])
    expect((await statesOf(zoneplane, zoneId)).states).toEqual([])
  })

  test('a secondary without a key gets its zones at its address alone', async () => {
    const zoneId = await makeZone(zoneplane, 'unsigned.example')
    const { status, body } = await zoneplane.call<{ data: { id: number; warnings: { code: string }[] } }>(
      'POST',
      workspaceSecondaries,
      { name: 'unsigned', address: '127.0.0.1', port: 9, notify: false, tsig: null },
    )
    expect([status, body.data.warnings[0]?.code]).toEqual([201, 'unsigned_transfers'])
    await only(zoneId, [body.data.id])
    expect(await transfer('unsigned.example.')).toBeGreaterThan(2)
    await eventually(async () => {
      const state = await stateOf(zoneplane, zoneId, 'unsigned')
      expect(state).toMatchObject({ notify: null, transfer: { status: 'sent', kind: 'axfr' } })
    })
    const moved = { transferFrom: ['192.0.2.0/24'] }
    await zoneplane.call('PATCH', `${workspaceSecondaries}/${body.data.id}`, moved)
    await expect(transfer('unsigned.example.')).rejects.toMatchObject({ code: 'refused' })
  })

  test('what is in a catalog zone is told to nobody but the secondaries of its workspace', async () => {
    const added = await addSecondary(zoneplane, 'catalog')
    await zoneplane.call('PUT', '/api/workspaces/default/catalog-zone', { domain: 'catalog.invalid' })
    await eventually(async () => expect(await transfer('catalog.invalid.', added.key)).toBeGreaterThan(3))
    const outsider = { email: 'outsider@example.com', password: 'a good password', name: 'Outsider' }
    const { body } = await zoneplane.call<{ data: { token: string } }>('POST', '/api/auth/signup', outsider)
    const headers = { 'X-API-Key': '', authorization: `Bearer ${body.data.token}` }
    const theirs = {
      ...zoneplane,
      call: (method, path, sent) => zoneplane.call(method, path, sent, headers),
    } as TestZoneplane
    const stranger = await addSecondary(theirs, 'stranger', {}, '/api/workspaces/outsider/secondaries')
    await expect(transfer('catalog.invalid.', stranger.key)).rejects.toMatchObject({ code: 'refused' })
    await expect(transfer('catalog.invalid.')).rejects.toMatchObject({ code: 'refused' })
    const question = createMessage({ questions: [{ name: 'version.catalog.invalid.', type: 'TXT', class: 'IN' }] })
    const ask = async (options: ExchangeOptions) => (await testDns.exchange(zoneplane.dns, question, options)).rcode
    expect(await ask({ tsig: added.key })).toBe('NOERROR')
    expect(await ask({ tsig: stranger.key })).toBe('REFUSED')
    for (const udp of [true, false]) expect(await ask({ udp })).toBe('REFUSED')
  })

  async function only(zoneId: number, secondaries: number[]): Promise<void> {
    const url = `${environment}/dns/${zoneId}/secondaries`
    expect((await zoneplane.call('PUT', url, { secondaries })).status).toBe(200)
  }

  /** How many records a transfer of the whole zone brings. */
  async function transfer(zone: string, tsig?: TsigKey): Promise<number> {
    let records = 0
    const messages = testDns.transfer(zoneplane.dns, { zone }, tsig && { tsig })
    for await (const message of messages) records += message.length
    return records
  }
})
