import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { findProgram } from '../../test/servers/find-program.ts'
import { keyArgument, testKey } from '../../test/servers/primary.ts'
import { createMessage } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import type { RecordType } from '../dns/rrset.ts'
import { signRequest } from '../tsig/sign.ts'
import type { NameServer } from './name-server.ts'
import { startNameServer } from './start.ts'
import { set } from './testing/local-server.ts'
import { openRawTcp, readTransfer, transferRequest } from './testing/raw-tcp.ts'
import { inChunks, largeZone, startTransferWorld, type TransferWorld } from './testing/transfer-world.ts'

const run = promisify(execFile)
const zone = 'ex.test.'
const key = testKey('upd')
const otherKey = { ...testKey('upd'), name: 'upd.' }
const paths = { dig: findProgram('dig'), kdig: findProgram('kdig') }
const servers: NameServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: Parameters<typeof startTransferWorld>[0] = {}): Promise<TransferWorld> {
  const world = await startTransferWorld({ keys: [key], ...options })
  servers.push(world.server)
  return world
}

async function startWithZone(options: Parameters<typeof startTransferWorld>[0] = {}, count = 3000) {
  const world = await start(options)
  await world.server.load(zone, inChunks(largeZone(zone, count)))
  return world
}

function query(name: string, type: RecordType, id = 1, edns = false): Uint8Array {
  const questions = [{ name, type, class: 'IN' as const }]
  const opt = { version: 0, payloadSize: 4096, dnssecOk: false, options: [] }
  return encodeMessage(createMessage({ id, questions, ...(edns && { edns: opt }) }))
}

async function askByUdp({ server }: { server: NameServer }, message: Uint8Array): Promise<Buffer> {
  const socket = createSocket('udp4')
  socket.send(message, server.address.port, '127.0.0.1')
  const [reply] = await once(socket, 'message')
  socket.close()
  return reply
}

async function ask(program: 'dig' | 'kdig', { server }: { server: NameServer }, ...args: string[]): Promise<string> {
  const place = [`@${server.address.host}`, '-p', String(server.address.port)]
  const { stdout } = await run(paths[program]!, [...place, ...args], { maxBuffer: 1 << 28 })
  return stdout
}

for (const program of ['dig', 'kdig'] as const) {
  test.skipIf(!requireServer(program, paths[program]))(
    `${program} takes a signed transfer of many messages, and one that is not signed is refused`,
    async () => {
      const world = await startWithZone({ allowUnsigned: false }, 30_000)
      const signed = await ask(program, world, '-y', keyArgument(key), zone, 'AXFR')
      expect(signed.match(/^h\d+\.ex\.test\.\s.*\sA\s/gm)).toHaveLength(30_000)
      const remarks = signed.split('\n').filter(line => line.startsWith(';'))
      expect(remarks.filter(line => /warning|failed|couldn't|error:/i.test(line))).toEqual([])
      const unsigned = await ask(program, world, zone, 'AXFR').catch(error => String(error.stdout))
      expect(unsigned).not.toContain('h1.ex.test')
      const { transfers } = await world.server.stats()
      expect(transfers.axfr).toEqual({ sent: 1, failed: 0 })
    },
  )
}

test.skipIf(!requireServer('dig', paths.dig))('what is signed with a wrong key is refused, and counted', async () => {
  const world = await startWithZone()
  for (const args of [['AXFR'], ['SOA']]) {
    const output = await ask('dig', world, '-y', keyArgument(otherKey), zone, ...args).catch(error => error.stdout)
    expect(output).toContain('BADSIG')
  }
  const stats = await world.server.stats()
  expect(stats.signatureRefusals).toBe(2)
  expect(stats.answers.NOTAUTH).toBe(2)
  expect(stats.handedOver).toEqual({ transfers: 1, updates: 0, others: 1 })
})

test.skipIf(!requireServer('dig', paths.dig))('a signed question is answered, and the answer is signed', async () => {
  const world = await startWithZone()
  for (const transport of ['+notcp', '+tcp']) {
    const output = await ask('dig', world, '-y', keyArgument(key), transport, `h7.${zone}`, 'A')
    expect(output).toContain('10.0.0.7')
    expect(output).toContain('TSIG PSEUDOSECTION')
    expect(output).not.toMatch(/couldn't verify|warning: .*tsig/i)
  }
})

test('a signed answer by UDP that has no room for its signature is cut to one that has', async () => {
  const world = await start()
  const fits = Array.from({ length: 70 }, (_, index) => `10.0.0.${index}`)
  await world.server.load(zone, inChunks([...largeZone(zone, 1), set(`many.${zone}`, 'A', ...fits)]))
  const plain = query(`many.${zone}`, 'A', 1, true)
  const unsigned = await askByUdp(world, plain)
  expect(decodeMessage(unsigned).truncated).toBe(false)
  expect(unsigned.length).toBeGreaterThan(1232 - 80)
  const signed = await askByUdp(world, signRequest(plain, key, Date.now()).message)
  expect(decodeMessage(signed).truncated).toBe(true)
  expect(signed.length).toBeLessThanOrEqual(1232)
})

test('a zone for secondaries alone refuses plain questions, but is transferred, and its SOA told by the front', async () => {
  const world = await start()
  await world.server.load(zone, inChunks(largeZone(zone, 3)), { transferOnly: true })
  expect(decodeMessage(await askByUdp(world, query(`h1.${zone}`, 'A'))).rcode).toBe('REFUSED')
  expect(world.front.requests).toHaveLength(0)
  const signed = () => signRequest(query(`h1.${zone}`, 'A'), key, Date.now()).message
  for (const shown of [undefined, 'other.test.']) {
    world.front.transferOnly = shown
    expect(decodeMessage(await askByUdp(world, signed())).rcode).toBe('REFUSED')
  }
  world.front.transferOnly = zone
  expect(decodeMessage(await askByUdp(world, query(zone, 'SOA'))).answers).toHaveLength(1)
  expect(decodeMessage(await askByUdp(world, signed())).answers).toHaveLength(1)
  const client = await openRawTcp(world.server.address)
  client.send(transferRequest(zone))
  expect((await readTransfer(client)).records).toHaveLength(2 + 4 + 1 + 3)
  client.socket.destroy()
  expect(await world.server.stats()).toMatchObject({ zones: 0, rrsets: 0, transferOnlyZones: 1 })

  await world.server.load(zone, inChunks(largeZone(zone, 3)))
  expect(decodeMessage(await askByUdp(world, query(`h1.${zone}`, 'A'))).rcode).toBe('NOERROR')
  expect(await world.server.stats()).toMatchObject({ zones: 1, transferOnlyZones: 0 })
  const alone = { transferOnly: true }
  await expect(world.server.load(zone, inChunks(largeZone(zone, 3)), alone)).rejects.toThrow('served to all')
  await world.server.remove(zone, alone)
  expect(await world.server.stats()).toMatchObject({ zones: 1, transferOnlyZones: 0 })
  await world.server.remove(zone)
  await world.server.load(zone, inChunks(largeZone(zone, 3)), alone)
  await world.server.remove(zone)
  expect(await world.server.stats()).toMatchObject({ zones: 0, transferOnlyZones: 1 })
  await world.server.remove(zone, alone)
  expect(await world.server.stats()).toMatchObject({ zones: 0, transferOnlyZones: 0 })
})

test('without a front, transfers are refused and updates are not implemented', async () => {
  const server = await startNameServer({ host: '127.0.0.1', port: 0, onFailure: () => {} })
  servers.push(server)
  await server.load(zone, inChunks(largeZone(zone, 1)))
  const update = encodeMessage(
    createMessage({ opcode: 'UPDATE', questions: [{ name: zone, type: 'SOA', class: 'IN' }] }),
  )
  expect(decodeMessage(await askByUdp({ server }, transferRequest(zone))).rcode).toBe('REFUSED')
  expect(decodeMessage(await askByUdp({ server }, update)).rcode).toBe('NOTIMP')
})

test('updates and signed messages of any kind go to the front, others of unknown kinds do not', async () => {
  const world = await startWithZone()
  const opcode = (code: 'UPDATE' | 'NOTIFY') =>
    encodeMessage(createMessage({ id: 9, opcode: code, questions: [{ name: zone, type: 'SOA', class: 'IN' }] }))
  expect(decodeMessage(await askByUdp(world, opcode('UPDATE'))).rcode).toBe('NOERROR')
  expect(decodeMessage(await askByUdp(world, opcode('NOTIFY'))).rcode).toBe('NOTIMP')
  const signed = signRequest(opcode('NOTIFY'), key, Date.now()).message
  expect(decodeMessage(await askByUdp(world, signed)).rcode).toBe('NOERROR')
  expect((await world.server.stats()).handedOver).toEqual({ transfers: 0, updates: 1, others: 1 })
})

test('a front that throws costs that message a SERVFAIL', async () => {
  const world = await startWithZone()
  world.front.handle = () => Promise.reject(new Error('out of order'))
  expect(decodeMessage(await askByUdp(world, transferRequest(zone))).rcode).toBe('SERVFAIL')
  expect(decodeMessage(await askByUdp(world, query(zone, 'SOA'))).rcode).toBe('NOERROR')
})
