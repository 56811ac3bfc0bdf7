import { afterEach, expect, test } from 'vitest'
import { type Answers, replyTo, type ScriptedDns, startScriptedDns } from '../../test/servers/scripted-dns.ts'
import type { Message, MessageRecord } from '../dns/message.ts'
import { createResolver } from './resolver.ts'

const wanted = { name: 'www.example.com.', type: 'A' }
const record = (name: string, type: string, rdata: string): MessageRecord => ({
  name,
  type,
  class: 'IN',
  ttl: 60,
  rdata,
})
const address = record('www.example.com.', 'A', '192.0.2.1')

const running: ScriptedDns[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function start(udp: (question: Message) => Answers | Promise<Answers>): Promise<ScriptedDns> {
  const server = await startScriptedDns({ udp })
  running.push(server)
  return server
}

const resolverOf = (servers: ScriptedDns[]) =>
  createResolver({ servers, isAllowed: () => false, milliseconds: 1000, attempts: 1 })
const good = (question: Message) => [replyTo(question, { answers: [address] })]

test('resolvers are asked in turn, with recursion, until one answers', async () => {
  const silent = await start(() => [])
  const failing = await start(question => [replyTo(question, { rcode: 'SERVFAIL' })])
  const answering = await start(good)
  const never = await start(good)
  const reply = await resolverOf([silent, failing, answering, never]).lookup(wanted)
  expect(reply.message.answers).toEqual([address])
  expect([silent, failing, answering, never].map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0])
  expect(answering.asked[0]!.question.recursionDesired).toBe(true)
})

test('that there is no such name is an answer', async () => {
  const server = await start(question => [replyTo(question, { rcode: 'NXDOMAIN' })])
  const never = await start(good)
  expect((await resolverOf([server, never]).lookup(wanted)).message.rcode).toBe('NXDOMAIN')
  expect(never.asked).toHaveLength(0)
})

test.each([
  ['REFUSED', 'refused'],
  ['SERVFAIL', 'servfail'],
  ['NOTIMP', 'servfail'],
] as const)('%s of all resolvers is the failure %s', async (rcode, code) => {
  const server = await start(question => [replyTo(question, { rcode })])
  await expect(resolverOf([server]).lookup(wanted)).rejects.toMatchObject({ code })
})

test('a name server is found by both kinds of addresses, also behind a CNAME, and at the port of a resolver that is there', async () => {
  const server = await start(question => {
    const alias = record('ns.example.com.', 'CNAME', 'host.example.net.')
    const isA = question.questions[0]!.type === 'A'
    const found = isA ? ['127.0.0.1', '192.0.2.7'].map(ip => record('host.example.net.', 'A', ip)) : []
    const six = isA ? [] : [record('host.example.net.', 'AAAA', '2001:db8::7')]
    return [replyTo(question, { answers: [alias, ...found, ...six] })]
  })
  expect(await resolverOf([server]).addressesOf('ns.example.com.')).toMatchObject([
    { address: '127.0.0.1', port: server.port },
    { address: '192.0.2.7', port: 53 },
    { address: '2001:db8::7', port: 53 },
  ])
})

test('no more than 64 questions are under way at once', async () => {
  let underWay = 0
  let most = 0
  const server = await start(async question => {
    most = Math.max(most, ++underWay)
    await new Promise(resolve => setTimeout(resolve, 5))
    underWay--
    return good(question)
  })
  const resolver = createResolver({ servers: [server], isAllowed: () => false })
  await Promise.all(Array.from({ length: 300 }, () => resolver.lookup(wanted)))
  expect(server.asked).toHaveLength(300)
  expect(most).toBeLessThanOrEqual(64)
  expect(most).toBeGreaterThan(1)
})
