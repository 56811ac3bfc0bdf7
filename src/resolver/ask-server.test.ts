import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { replyTo, type Script, type ScriptedDns, startScriptedDns } from '../../test/servers/scripted-dns.ts'
import type { Message, MessageRecord } from '../dns/message.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { askServer } from './ask-server.ts'
import { QueryError } from './query-error.ts'

const wanted = { name: 'www.example.com.', type: 'A' }
const address: MessageRecord = { ...wanted, class: 'IN', ttl: 60, rdata: '192.0.2.1' }
const patience = { milliseconds: 600, attempts: 2 }
const good = (question: Message) => replyTo(question, { authoritative: true, answers: [address] })

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function start(script: Script): Promise<ScriptedDns> {
  const server = await startScriptedDns(script)
  running.push(server)
  return server
}

async function failure(server: { address: string; port: number }, options = {}) {
  const error = await askServer(server, wanted, { ...patience, ...options }).catch(error => error)
  expect(error).toBeInstanceOf(QueryError)
  return (error as QueryError).code
}

describe('a question over UDP', () => {
  test('is answered with what the server says, and goes without RD and with 1,232 bytes of room', async () => {
    const server = await start({ udp: question => [good(question)] })
    const reply = await askServer(server, wanted)
    expect(reply).toMatchObject({ transport: 'udp', server: { address: '127.0.0.1', port: server.port } })
    expect(reply.message.answers).toEqual([address])
    expect(reply.milliseconds).toBeGreaterThan(0)
    expect(server.asked[0]!.question).toMatchObject({ recursionDesired: false, edns: { payloadSize: 1232 } })
  })

  test('asks for recursion where it is told to', async () => {
    const server = await start({ udp: question => [good(question)] })
    await askServer(server, wanted, { recursion: true })
    expect(server.asked[0]!.question.recursionDesired).toBe(true)
  })

  test('goes over IPv6 as well', async () => {
    const server = await start({ address: '::1', udp: question => [good(question)] })
    expect((await askServer(server, wanted)).message.answers).toEqual([address])
  })

  test('is asked again from another port and with another id where no answer comes', async () => {
    let count = 0
    const server = await start({ udp: question => (++count === 1 ? [] : [good(question)]) })
    await askServer(server, wanted, patience)
    expect(server.asked).toHaveLength(2)
    const [first, second] = server.asked
    expect([first!.fromPort, first!.question.id]).not.toEqual([second!.fromPort, second!.question.id])
    expect(first!.fromPort).not.toBe(second!.fromPort)
  })

  test('has timed out where no answer ever comes', async () => {
    const server = await start({ udp: () => [] })
    expect(await failure(server)).toBe('timeout')
    expect(server.asked).toHaveLength(2)
  })

  test('fails at once where nobody listens', async () => {
    expect(await failure(await start({}), { milliseconds: 60_000 })).toBe('network')
  })

  test('gives the codes of refusals back as answers', async () => {
    const server = await start({ udp: question => [replyTo(question, { rcode: 'REFUSED', questions: [] })] })
    expect((await askServer(server, wanted)).message.rcode).toBe('REFUSED')
  })

  test('ends with the reason of the signal, before and while it is under way', async () => {
    const server = await start({ udp: () => [] })
    const signal = AbortSignal.abort(new Error('gone'))
    await expect(askServer(server, wanted, { signal })).rejects.toThrow('gone')
    expect(server.asked).toHaveLength(0)
    const later = new AbortController()
    const asking = askServer(server, wanted, { signal: later.signal, milliseconds: 60_000 })
    later.abort(new Error('gone later'))
    await expect(asking).rejects.toThrow('gone later')
  })
})

describe('answers of others', () => {
  const forged = { ...address, rdata: '203.0.113.66' }

  test('with another id, another question or another class are passed over for the one that comes', async () => {
    const other = { name: 'other.example.com.', type: 'A', class: 'IN' } as const
    const server = await start({
      udp: question => [
        replyTo(question, { id: question.id ^ 1, answers: [forged] }),
        replyTo(question, { questions: [other], answers: [forged] }),
        replyTo(question, { questions: [{ ...other, name: wanted.name, type: 'AAAA' }], answers: [forged] }),
        replyTo(question, { questions: [{ ...other, name: wanted.name, class: 'CH' }], answers: [forged] }),
        replyTo(question, { questions: [], answers: [forged] }),
        { ...question, answers: [forged] },
        Buffer.from([1, 2, 3]),
        good(question),
      ],
    })
    expect((await askServer(server, wanted)).message.answers).toEqual([address])
  })

  test('from another port do not come in, though their id is right', async () => {
    const forger = createSocket('udp4').bind(0, '127.0.0.1')
    await once(forger, 'listening')
    running.push({ stop: async () => void forger.close() })
    const server = await start({
      udp: async (question, { port }) => {
        const bytes = encodeMessage(replyTo(question, { answers: [forged] }))
        await new Promise(resolve => forger.send(bytes, port, '127.0.0.1', resolve))
        await new Promise(resolve => setTimeout(resolve, 50))
        return [good(question)]
      },
    })
    expect((await askServer(server, wanted)).message.answers).toEqual([address])
  })

  test('that only go on and on end the question', async () => {
    const server = await start({
      udp: question => Array.from({ length: 120 }, () => replyTo(question, { id: question.id ^ 1 })),
    })
    expect(await failure(server, { milliseconds: 5_000 })).toBe('malformed')
  })

  test('that are broken behind the right id are malformed', async () => {
    const server = await start({ udp: question => [encodeMessage(good(question)).subarray(0, -3)] })
    expect(await failure(server)).toBe('malformed')
  })
})

describe('a question over TCP', () => {
  test('follows an answer that was cut off', async () => {
    const server = await start({
      udp: question => [replyTo(question, { truncated: true })],
      tcp: question => [good(question)],
    })
    expect(await askServer(server, wanted)).toMatchObject({ transport: 'tcp', message: { answers: [address] } })
    expect(server.asked.map(({ transport }) => transport)).toEqual(['udp', 'tcp'])
  })

  test('follows one that was cut off in the middle of a record', async () => {
    const server = await start({
      udp: question => [encodeMessage({ ...good(question), truncated: true }).subarray(0, -3)],
      tcp: question => [good(question)],
    })
    expect(await askServer(server, wanted)).toMatchObject({ transport: 'tcp', message: { answers: [address] } })
  })

  test('is what is left where a server answers over TCP only', async () => {
    const closed = await start({ tcp: question => [good(question)] })
    expect((await askServer(closed, wanted)).transport).toBe('tcp')
    const silent = await start({ udp: () => [], tcp: question => [good(question)] })
    expect((await askServer(silent, wanted, patience)).transport).toBe('tcp')
  })

  test('comes first where it is asked for, and takes answers of any size and in any parts', async () => {
    const answers = Array.from({ length: 4000 }, (_, host) => ({
      ...address,
      rdata: `192.0.${host >> 8}.${host & 255}`,
    }))
    const server = await start({ tcp: question => [replyTo(question, { answers })] })
    const { message } = await askServer(server, wanted, { tcp: true })
    expect(message.answers).toEqual(answers)
    expect(server.asked.map(({ transport }) => transport)).toEqual(['tcp'])
  })

  test('has failed where the server hangs up, and where it answers something else', async () => {
    expect(await failure(await start({ tcp: () => [] }), { tcp: true })).toBe('network')
    const other = await start({ tcp: question => [replyTo(question, { id: question.id ^ 1 })] })
    expect(await failure(other, { tcp: true })).toBe('malformed')
  })
})

describe('a server that does not know EDNS', () => {
  test.each(['FORMERR', 'NOTIMP'] as const)('and says %s is asked without', async rcode => {
    const server = await start({
      udp: question => (question.edns === undefined ? [good(question)] : [replyTo(question, { rcode, questions: [] })]),
    })
    expect((await askServer(server, wanted)).message.answers).toEqual([address])
  })

  test('and goes on refusing has its refusal told', async () => {
    const server = await start({ udp: question => [replyTo(question, { rcode: 'NOTIMP' })] })
    expect((await askServer(server, wanted)).message.rcode).toBe('NOTIMP')
    expect(server.asked).toHaveLength(2)
  })
})
