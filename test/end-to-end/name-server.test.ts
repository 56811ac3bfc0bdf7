import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeMessage } from '../../src/dns/message-decode.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import type { NameServer } from '../../src/nameserver/name-server.ts'
import { startNameServer } from '../../src/nameserver/start.ts'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'
import { askTcp, askUdp, exchangeTcp, exchangeUdp, frame, questionBytes, readFrames } from './ask-server.ts'

const run = promisify(execFile)
const zone = 'ex.test.'
let server: NameServer
let port: number
let failures: Error[]

beforeEach(async () => {
  failures = []
  server = await startNameServer({ host: '127.0.0.1', port: 0, onFailure: error => failures.push(error) })
  port = server.address.port
  await server.load(zone, chunks(zoneSets()))
})
afterEach(async () => {
  await server.close()
  expect(failures).toEqual([])
})

describe('data', () => {
  test('changes are answered as soon as they are acknowledged', async () => {
    await server.apply(zone, [{ name: 'new.ex.test.', type: 'A', after: { ttl: 5, records: ['192.0.2.7'] } }])
    expect(await addresses('new.ex.test.')).toEqual(['192.0.2.7'])
    await server.apply(zone, [{ name: 'new.ex.test.', type: 'A' }])
    expect((await askUdp(port, { name: 'new.ex.test.', type: 'A' })).rcode).toBe('NXDOMAIN')
  })

  test('a thousand changes, each seen by the very next question, while others ask without pause', async () => {
    let asking = true
    const rcodes = new Set<string>()
    const others = async () => {
      while (asking) rcodes.add((await askUdp(port, { name: 'web.ex.test.', type: 'A' })).rcode)
    }
    const asked = [others(), others()]
    for (let round = 0; round < 1000; round++) {
      const address = `10.0.${round >> 8}.${round & 255}`
      await server.apply(zone, [{ name: `n${round % 7}.ex.test.`, type: 'A', after: { ttl: 1, records: [address] } }])
      expect(await addresses(`n${round % 7}.ex.test.`)).toEqual([address])
    }
    asking = false
    await Promise.all(asked)
    expect([...rcodes]).toEqual(['NOERROR'])
  })

  test('a zone is served from the last chunk on, the old data until then', async () => {
    const seen: string[] = []
    async function* slow() {
      yield apex()
      seen.push((await askUdp(port, { name: 'web.ex.test.', type: 'A' })).rcode)
      yield [{ name: 'other.ex.test.', type: 'A', ttl: 1, records: ['192.0.2.8'] }]
    }
    await server.load(zone, slow())
    expect(seen).toEqual(['NOERROR'])
    expect((await askUdp(port, { name: 'web.ex.test.', type: 'A' })).rcode).toBe('NXDOMAIN')
    expect(await addresses('other.ex.test.')).toEqual(['192.0.2.8'])
  })

  test('questions are answered while a large zone is taken in', async () => {
    let loading = true
    const loaded = server.load('large.test.', manySets('large.test.', 60_000)).finally(() => {
      loading = false
    })
    let answered = 0
    while (loading) {
      expect((await askUdp(port, { name: 'web.ex.test.', type: 'A' })).rcode).toBe('NOERROR')
      answered++
    }
    await loaded
    expect(answered).toBeGreaterThan(10)
    expect(await addresses('h59999.large.test.')).toEqual(['10.0.234.95'])
    expect(await server.stats()).toMatchObject({ zones: 2 })
  })

  test('a load that breaks off, lacks the SOA, or holds what cannot be served changes nothing', async () => {
    async function* broken() {
      yield apex()
      throw new Error('the store went away')
    }
    const outside = { name: 'else.test.', type: 'A', ttl: 1, records: ['192.0.2.1'] }
    const unknown = { name: 'x.ex.test.', type: 'NOSUCH', ttl: 1, records: ['1'] }
    await expect(server.load(zone, broken())).rejects.toThrow('the store went away')
    await expect(server.load(zone, chunks([outside]))).rejects.toThrow('not in the zone')
    await expect(server.load(zone, chunks([...apex(), unknown]))).rejects.toThrow('no record type')
    await expect(server.load(zone, chunks(apex().slice(1)))).rejects.toThrow('SOA')
    expect(await addresses('web.ex.test.')).toEqual(['192.0.2.3'])
  })

  test('changes that take the SOA away, or are for a zone that is not served, are refused whole', async () => {
    const put = { name: 'x.ex.test.', type: 'A', after: { ttl: 1, records: ['192.0.2.1'] } }
    await expect(server.apply(zone, [put, { name: zone, type: 'SOA' }])).rejects.toThrow('SOA')
    await expect(server.apply('other.test.', [])).rejects.toThrow('not served')
    expect((await askUdp(port, { name: 'x.ex.test.', type: 'A' })).rcode).toBe('NXDOMAIN')
  })

  test('a change that follows a load without waiting for it comes after it', async () => {
    const loading = server.load(zone, manySets(zone, 5000))
    const change = { name: 'h1.ex.test.', type: 'A', after: { ttl: 1, records: ['192.0.2.200'] } }
    await Promise.all([loading, server.apply(zone, [change])])
    expect(await addresses('h1.ex.test.')).toEqual(['192.0.2.200'])
  })

  test('a zone that is removed is refused, and removing it again is no error', async () => {
    await server.remove(zone)
    await server.remove(zone)
    expect((await askUdp(port, { name: 'web.ex.test.', type: 'A' })).rcode).toBe('REFUSED')
    expect(await server.stats()).toMatchObject({ zones: 0, rrsets: 0, answers: { REFUSED: 1 } })
  })
})

describe('TCP', () => {
  test('many questions in one segment are all answered', async () => {
    const queries = Array.from({ length: 300 }, (_, id) =>
      frame(questionBytes({ name: 'web.ex.test.', type: 'A' }, id)),
    )
    const answers = await exchangeTcp(port, [Buffer.concat(queries)], 300)
    expect(new Set(answers.map(answer => decodeMessage(answer).id)).size).toBe(300)
  })

  test('a question may come byte by byte', async () => {
    const bytes = frame(questionBytes({ name: 'web.ex.test.', type: 'A' }))
    const [answer] = await exchangeTcp(
      port,
      [...bytes].map(byte => Buffer.of(byte)),
      1,
    )
    expect(decodeMessage(answer!).answers).toHaveLength(1)
  })

  test('a client that has said all is answered before the connection ends', async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.end(frame(questionBytes({ name: 'web.ex.test.', type: 'A' })))
    expect(await readFrames(socket, 2)).toHaveLength(1)
  })

  test('the largest answer there can be comes whole', async () => {
    const records = Array.from({ length: 250 }, (_, index) => `"${String(index).padStart(246, 'x')}"`)
    await server.apply(zone, [{ name: 'large.ex.test.', type: 'TXT', after: { ttl: 1, records } }])
    const answer = await askTcp(port, { name: 'large.ex.test.', type: 'TXT' })
    expect([answer.truncated, answer.answers.length]).toEqual([false, 250])
  })

  test('a client that does not read is held to its share, and gets every answer when it does', async () => {
    const records = Array.from({ length: 250 }, (_, index) => `"${String(index).padStart(246, 'x')}"`)
    await server.apply(zone, [{ name: 'large.ex.test.', type: 'TXT', after: { ttl: 1, records } }])
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    for (let id = 0; id < 400; id++) socket.write(frame(questionBytes({ name: 'large.ex.test.', type: 'TXT' }, id)))
    expect(await settledCount()).toBeLessThan(400)
    expect(await readFrames(socket, 400)).toHaveLength(400)
    socket.destroy()
  })

  test('one address gets so many connections and no more, until it closes some', async () => {
    const sockets = await Promise.all(Array.from({ length: 250 }, () => connected()))
    // Whoever is answered has been accepted; the next in line comes after all of these.
    await Promise.all(sockets.map(ask))
    const oneMore = exchangeTcp(port, [frame(questionBytes({ name: zone, type: 'SOA' }))], 1)
    // The system says it by an end or by a reset, whichever comes first.
    expect(await oneMore.catch(() => [])).toEqual([])
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => askTcp(port, { name: zone, type: 'SOA' }).catch(() => undefined)).toBeDefined()
  })
})

describe('malformed packets', () => {
  test('by UDP leave the server answering', async () => {
    const packets = fc.sample(fc.uint8Array({ maxLength: 600 }), 300)
    for (const packet of packets) await exchangeUdp(port, packet, 0)
    expect(await addresses('web.ex.test.')).toEqual(['192.0.2.3'])
  })

  test('less than a header, and answers, get no answer', async () => {
    const answer = questionBytes({ name: 'web.ex.test.', type: 'A' })
    answer[2] = 0x80
    expect(await exchangeUdp(port, answer, 100)).toBeUndefined()
    expect(await exchangeUdp(port, answer.subarray(0, 11), 100)).toBeUndefined()
    expect(await server.stats()).toMatchObject({ dropped: 2, questions: { udp: 0, tcp: 0 } })
  })

  test('by TCP leave the server answering', async () => {
    for (const bytes of fc.sample(fc.uint8Array({ minLength: 12, maxLength: 600 }), 60)) {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.on('error', () => {})
      socket.resume().end(frame(bytes))
      await once(socket, 'close')
    }
    expect((await askTcp(port, { name: 'web.ex.test.', type: 'A' })).answers).toHaveLength(1)
  })

  test('a frame too short for a header ends the connection', async () => {
    const rest = frame(questionBytes({ name: zone, type: 'SOA' }))
    expect(await exchangeTcp(port, [Buffer.concat([Buffer.of(0, 3, 1, 2, 3), rest])], 1).catch(() => [])).toEqual([])
  })
})

describe('its life', () => {
  test('a port that is taken rejects the start', async () => {
    const second = startNameServer({ host: '127.0.0.1', port, onFailure: error => failures.push(error) })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('a thread that dies is reported once, and nothing can be asked of it any more', async () => {
    const started = once(process, 'worker') as Promise<[Worker]>
    const doomed = await startNameServer({ host: '127.0.0.1', port: 0, onFailure: error => failures.push(error) })
    await doomed.load(zone, chunks(zoneSets()))
    const [thread] = await started
    await thread.terminate()
    await expect(doomed.stats()).rejects.toThrow('ended')
    await expect(doomed.apply(zone, [])).rejects.toThrow('ended')
    await doomed.close()
    expect(failures.splice(0)).toHaveLength(1)
  })

  test('after close the port is free, and nothing can be asked', async () => {
    await Promise.all([server.close(), server.close()])
    await expect(server.stats()).rejects.toThrow('closed')
    const next = await startNameServer({ host: '127.0.0.1', port, onFailure: error => failures.push(error) })
    await next.close()
  })
})

describe.skipIf(!requireServer('dig', findProgram('dig')))('dig', () => {
  test('takes an answer as it is, and by TCP the one that UDP had to cut', async () => {
    const records = Array.from({ length: 200 }, (_, index) => `10.1.1.${index}`)
    await server.apply(zone, [{ name: 'many.ex.test.', type: 'A', after: { ttl: 1, records } }])
    const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), '+norecurse', 'many.ex.test.', 'A'])
    expect(stdout).toContain('Truncated, retrying in TCP mode')
    expect(stdout).toContain('ANSWER: 200')
    expect(stdout).not.toContain('WARNING')
  })
})

describe.skipIf(!requireServer('kdig', findProgram('kdig')))('kdig', () => {
  test('keeps one connection for several questions', async () => {
    const questions = ['web.ex.test.', 'A', 'ex.test.', 'SOA', 'nx.ex.test.', 'A']
    const { stdout } = await run('kdig', ['@127.0.0.1', '-p', String(port), '+tcp', '+keepopen', ...questions])
    expect(stdout.match(/status: \w+/g)).toEqual(['status: NOERROR', 'status: NOERROR', 'status: NXDOMAIN'])
  })
})

function apex(): RRset[] {
  return [
    { name: zone, type: 'SOA', ttl: 300, records: ['ns1.ex.test. host.ex.test. 1 3600 600 86400 60'] },
    { name: zone, type: 'NS', ttl: 300, records: ['ns1.ex.test.'] },
  ]
}

function zoneSets(): RRset[] {
  return [...apex(), { name: 'web.ex.test.', type: 'A', ttl: 300, records: ['192.0.2.3'] }]
}

async function* chunks(sets: RRset[]): AsyncIterable<RRset[]> {
  yield sets
}

async function* manySets(name: string, count: number): AsyncIterable<RRset[]> {
  yield apex().map(set => ({ ...set, name }))
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: 1000 }, (_, index) => {
      const number = from + index
      const records = [`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`]
      return { name: `h${number}.${name}`, type: 'A', ttl: 300, records }
    })
  }
}

async function addresses(name: string): Promise<string[]> {
  return (await askUdp(port, { name, type: 'A' })).answers.map(({ rdata }) => rdata)
}

/** How many questions by TCP have been answered, once no more are. */
async function settledCount(): Promise<number> {
  let before = -1
  for (;;) {
    const { tcp } = (await server.stats()).questions
    if (tcp === before && tcp > 0) return tcp
    before = tcp
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

async function connected(): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  return socket
}

async function ask(socket: Socket): Promise<void> {
  socket.write(frame(questionBytes({ name: zone, type: 'SOA' })))
  await once(socket, 'data')
}
