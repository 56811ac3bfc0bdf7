import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message, MessageRecord } from '../../src/dns/message.ts'
import { digExample, examplesOf, patternOf, sendExample } from '../guide.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { digPath } from '../servers/dig.ts'
import { replyTo, type ScriptedDns, startScriptedDns } from '../servers/scripted-dns.ts'

const record = (name: string, type: string, rdata: string, ttl = 300): MessageRecord => ({
  name,
  type,
  class: 'IN',
  ttl,
  rdata,
})
const own = ['ns1', 'ns2'].map(host => record('example.com.', 'NS', `${host}.example.net.`))
const old = record('www.example.com.', 'A', '192.0.2.1')

/** What a resolver knows. All name servers are at its own address. */
const resolved: MessageRecord[] = [
  ...own,
  record('com.', 'NS', 'a.com.'),
  ...['a.com.', 'ns1.example.net.', 'ns2.example.net.'].map(name => record(name, 'A', '127.0.0.1')),
  { ...old, ttl: 42 },
]

/** The servers of `com.`, and those of `example.com.`, which have the zone as it was before. */
const served: MessageRecord[] = [
  record('example.com.', 'SOA', 'ns1.example.net. hostmaster.example.net. 1 3600 600 86400 60'),
  old,
]

function answerOutside(question: Message): Message {
  const [{ name, type }] = question.questions as [Message['questions'][0]]
  const isAsked = (record: MessageRecord) => record.name === name && record.type === type
  if (question.recursionDesired) return replyOf(question, resolved.filter(isAsked), false)
  if (name === 'example.com.' && type === 'NS') return replyTo(question, { authorities: own })
  return replyOf(question, served.filter(isAsked), true)
}

function replyOf(question: Message, answers: MessageRecord[], authoritative: boolean): Message {
  return replyTo(question, { authoritative, answers, rcode: answers.length > 0 ? 'NOERROR' : 'NXDOMAIN' })
}

describe.skipIf(!requireServer('dig', digPath))('what the world sees of a zone', () => {
  let zoneplane: TestZoneplane
  let outside: ScriptedDns
  beforeAll(async () => {
    outside = await startScriptedDns({ udp: question => [answerOutside(question)] })
    zoneplane = await startTestZoneplane({
      ZONEPLANE_RESOLVERS: `127.0.0.1:${outside.port}`,
      ZONEPLANE_NAMESERVERS: 'ns1.example.net,ns2.example.net',
    })
  })
  afterAll(async () => {
    await zoneplane?.stop()
    await outside?.stop()
  })

  test('is told as the guide says, example by example', async () => {
    const examples = examplesOf('verification-and-propagation.md')
    expect(examples.length).toBeGreaterThan(10)
    let last: unknown
    for (const { kind, text } of examples) {
      if (kind === 'http') last = (await sendExample(zoneplane, text)).body
      else if (kind === 'sh') last = await digExample(zoneplane, text)
      else if (kind === 'text') expect(last).toEqual(text.split('\n').filter(line => line !== ''))
      else expect(last).toEqual(patternOf(JSON.parse(text.replace(':5300', `:${zoneplane.dns.port}`))))
    }
  })
})
