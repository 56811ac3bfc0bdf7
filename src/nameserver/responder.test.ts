import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessage, type Message } from '../dns/message.ts'
import { decodeMessage } from '../dns/message-decode.ts'
import { encodeMessage } from '../dns/message-encode.ts'
import { rcodes } from './query-message.ts'
import { largestUdpAnswer } from './responder.ts'
import { apexOf, createLocalServer, set } from './testing/local-server.ts'

function server() {
  const local = createLocalServer()
  local.load('example.', [
    ...apexOf('example.'),
    set('ns.example.', 'A', '192.0.2.1'),
    set('mail.example.', 'MX', '10 mail.example.', '20 mail2.example.'),
    set('alias.example.', 'CNAME', 'ns.example.'),
    set('*.wild.example.', 'TXT', '"wild"'),
    set('moved.example.', 'DNAME', 'target.example.'),
    set('cut.example.', 'NS', 'ns.cut.example.'),
    set('ns.cut.example.', 'A', '192.0.2.2'),
    set('big.example.', 'A', ...Array.from({ length: 200 }, (_, index) => `192.0.2.${index}`)),
  ])
  return local
}

function query(name: string, type: string, fields: Partial<Message> = {}): Uint8Array {
  return encodeMessage(createMessage({ id: 0xbeef, questions: [{ name, type, class: 'IN' }], ...fields }))
}

const edns = { version: 0, payloadSize: 4096, dnssecOk: false, options: [] }

test('whatever bytes come, there is a readable answer or none', () => {
  const local = server()
  const names = fc.constantFrom(
    'example.',
    'x.wild.example.',
    'x.moved.example.',
    'a.cut.example.',
    'alias.example.',
    'nx.',
  )
  const types = fc.constantFrom('A', 'ANY', 'MX', 'SOA', 'DS', 'AXFR', 'NS')
  const whole = fc.tuple(names, types, fc.boolean()).map(([name, type, opt]) => query(name, type, opt ? { edns } : {}))
  const mutated = fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }), fc.nat(80))
    .map(([bytes, changes, cut]) => {
      const copy = bytes.slice(0, cut > 60 ? bytes.length : Math.min(cut, bytes.length))
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value
      return copy
    })
  const property = fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), whole, mutated), bytes => {
    const answer = local.answer(bytes)
    if (bytes.length < 12 || (bytes[2]! & 0x80) !== 0) expect(answer).toBeUndefined()
    else {
      expect(answer?.subarray(0, 2)).toEqual(bytes.subarray(0, 2))
      expect(decodeMessage(answer!).response).toBe(true)
      expect(answer![3]! & 15).not.toBe(rcodes.SERVFAIL)
      expect(answer!.length).toBeLessThanOrEqual(largestUdpAnswer)
    }
  })
  fc.assert(property, { numRuns: 20_000 })
})

test('the case of the question comes back, and any case is found', () => {
  const bytes = query('ns.example.', 'A')
  bytes[13] = 'N'.charCodeAt(0)
  bytes[16] = 'E'.charCodeAt(0)
  const answer = server().answer(bytes)!
  expect(answer.subarray(12, bytes.length)).toEqual(bytes.subarray(12))
  expect(decodeMessage(answer).answers).toHaveLength(1)
})

test('an answer too large for the client is cut to none of its set, and TCP has all', () => {
  const local = server()
  for (const size of [undefined, 512, 1232, 4096]) {
    const options = size === undefined ? {} : { edns: { ...edns, payloadSize: size } }
    const answer = local.ask('big.example.', 'A', options)
    expect([answer.truncated, answer.answers.length]).toEqual([true, 0])
  }
  const whole = local.ask('big.example.', 'A', { transport: 'tcp' })
  expect([whole.truncated, whole.answers.length]).toEqual([false, 200])
})

test('a payload size below 512 counts as 512', () => {
  const answer = server().ask('mail.example.', 'MX', { edns: { ...edns, payloadSize: 12 } })
  expect([answer.truncated, answer.answers.length]).toEqual([false, 2])
})

test('EDNS is answered if asked with, its DO bit copied, its options ignored', () => {
  const options = [{ code: 65_001, data: Uint8Array.of(1, 2) }]
  const answer = server().ask('ns.example.', 'A', { edns: { ...edns, dnssecOk: true, options } })
  expect(answer.edns).toEqual({ version: 0, payloadSize: 1232, dnssecOk: true, options: [] })
  expect(server().ask('ns.example.', 'A').edns).toBeUndefined()
})

test('another version of EDNS is BADVERS', () => {
  const answer = server().ask('ns.example.', 'A', { edns: { ...edns, version: 1 } })
  expect([answer.rcode, answer.edns?.version, answer.answers.length]).toEqual(['BADVERS', 0, 0])
})

test('RD and CD are copied, RA and AD never set', () => {
  const flags = { recursionDesired: true, checkingDisabled: true, authenticData: true, recursionAvailable: true }
  const answer = decodeMessage(server().answer(query('ns.example.', 'A', flags))!)
  expect(answer).toMatchObject({ ...flags, authenticData: false, recursionAvailable: false, authoritative: true })
})

test.each([
  ['another opcode', 'NOTIMP', (bytes: Uint8Array) => (bytes[2] = 0x20)],
  ['no question', 'FORMERR', (bytes: Uint8Array) => (bytes[5] = 0)],
  ['two questions', 'FORMERR', (bytes: Uint8Array) => (bytes[5] = 2)],
  ['a question that claims more bytes than there are', 'FORMERR', (bytes: Uint8Array) => (bytes[12] = 60)],
  ['a compressed question', 'FORMERR', (bytes: Uint8Array) => (bytes[12] = 0xc0)],
  ['an answer in a query', 'FORMERR', (bytes: Uint8Array) => (bytes[7] = 1)],
  ['an additional record that is not there', 'FORMERR', (bytes: Uint8Array) => (bytes[11] = 1)],
])('%s is %s', (_, rcode, damage) => {
  const bytes = query('ns.example.', 'A')
  damage(bytes)
  const answer = server().answer(bytes)!
  expect([decodeMessage(answer).rcode, answer.length]).toEqual([rcode, 12])
})

test('bytes behind the message, and a second OPT record, are FORMERR', () => {
  const local = server()
  const bytes = query('ns.example.', 'A', { edns })
  const opt = bytes.subarray(bytes.length - 11)
  const twice = Uint8Array.of(...bytes, ...opt)
  twice[11] = 2
  expect(decodeMessage(local.answer(Uint8Array.of(...bytes, 0))!).rcode).toBe('FORMERR')
  expect(decodeMessage(local.answer(twice)!).rcode).toBe('FORMERR')
})

test.each([
  ['elsewhere.test.', 'A', 'IN'],
  ['example.', 'AXFR', 'IN'],
  ['example.', 'IXFR', 'IN'],
  ['version.bind.', 'TXT', 'CH'],
  ['ns.example.', 'A', 'ANY'],
])('%s %s of class %s is refused', (name, type, recordClass) => {
  const bytes = query(name, type, { questions: [{ name, type, class: recordClass as 'IN' }] })
  expect(decodeMessage(server().answer(bytes)!)).toMatchObject({ rcode: 'REFUSED', questions: [{ name, type }] })
})

test('ANY gives the smallest set alone, by TCP as well', () => {
  const local = createLocalServer()
  local.load('example.', [
    ...apexOf('example.'),
    set('x.example.', 'TXT', `"${'x'.repeat(99)}"`),
    set('x.example.', 'AAAA', '2001:db8::1'),
  ])
  for (const transport of ['udp', 'tcp'] as const) {
    const { answers } = local.ask('x.example.', 'ANY', { transport })
    expect(answers.map(({ type }) => type)).toEqual(['AAAA'])
  }
})

test('a DNAME that makes a name too long is YXDOMAIN', () => {
  const local = createLocalServer()
  const long = `${`${'y'.repeat(60)}.`.repeat(3)}example.`
  local.load('example.', [...apexOf('example.'), set('d.example.', 'DNAME', long)])
  const asked = `${'x'.repeat(63)}.${'x'.repeat(20)}.d.example.`
  const answer = local.ask(asked, 'A')
  expect([answer.rcode, answer.answers.map(({ type }) => type)]).toEqual(['YXDOMAIN', ['DNAME']])
})

test('a chain is followed for sixteen steps', () => {
  const local = createLocalServer()
  const links = Array.from({ length: 40 }, (_, index) => set(`l${index}.example.`, 'CNAME', `l${index + 1}.example.`))
  local.load('example.', [...apexOf('example.'), ...links])
  expect(local.ask('l0.example.', 'A').answers).toHaveLength(17)
})

test('names in the data of RFC 1035 types are compressed, those in later ones are not', () => {
  const local = server()
  local.apply('example.', [
    { name: 'srv.example.', type: 'SRV', after: { ttl: 1, records: ['1 2 3 ns.example.'] } },
    { name: 'ptr.example.', type: 'PTR', after: { ttl: 1, records: ['ns.example.'] } },
  ])
  const size = (type: string, name: string) => local.answer(query(name, type))!.length - query(name, type).length
  expect(size('SRV', 'srv.example.')).toBe(12 + 6 + 12)
  expect(size('PTR', 'ptr.example.')).toBe(12 + 3 + 2)
})

test('glue that a referral needs and that does not fit is a truncated answer', () => {
  const local = createLocalServer()
  const servers = Array.from({ length: 13 }, (_, index) => `ns${index}.cut.example.`)
  const glue = servers.map(name => set(name, 'AAAA', '2001:db8::1', '2001:db8::2'))
  local.load('example.', [...apexOf('example.'), set('cut.example.', 'NS', ...servers), ...glue])
  expect(local.ask('x.cut.example.', 'A').truncated).toBe(true)
  expect(local.ask('x.cut.example.', 'A', { transport: 'tcp' }).additionals).toHaveLength(26)
})

test('the root can be a zone', () => {
  const local = createLocalServer()
  local.load('.', [set('.', 'SOA', 'ns. host. 1 2 3 4 5'), set('.', 'NS', 'ns.'), set('ns.', 'A', '192.0.2.1')])
  expect(local.ask('ns.', 'A').answers).toHaveLength(1)
  expect(local.ask('.', 'NS').answers).toHaveLength(1)
  expect(local.ask('nx.', 'A').rcode).toBe('NXDOMAIN')
})

test('labels with any bytes are found', () => {
  const local = createLocalServer()
  const odd = 'a\\.b\\000\\255.example.'
  local.load('example.', [...apexOf('example.'), set(odd, 'A', '192.0.2.9'), set('cname.example.', 'CNAME', odd)])
  expect(local.ask(odd, 'A').answers[0]?.name).toBe(odd)
  expect(local.ask('cname.example.', 'A').answers).toHaveLength(2)
})
