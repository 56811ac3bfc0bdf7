import { describe, expect, test } from 'vitest'
import { createMessage, type Message, type MessageRecord } from '../dns/message.ts'
import type { RRset } from '../dns/rrset.ts'
import { agreesWith, answeringNames, expectedAnswer } from './compare-answer.ts'

const zone = 'example.com.'
const plain = { flattensApexCname: false }
const set = (name: string, type: string, records: string[], more: Partial<RRset> = {}): RRset => ({
  name,
  type,
  ttl: 300,
  records,
  ...more,
})
const record = (name: string, type: string, rdata: string): MessageRecord => ({
  name,
  type,
  class: 'IN',
  ttl: 1,
  rdata,
})
const reply = (message: Partial<Message>) => ({
  message: createMessage({ response: true, authoritative: true, ...message }),
  server: { address: '192.0.2.53', port: 53 },
  transport: 'udp' as const,
  milliseconds: 1,
})

function expected(sets: RRset[], name: string, type: string, capabilities = plain) {
  return expectedAnswer(sets, { zone, name, type }, capabilities)
}

function agrees(sets: RRset[], [name, type]: [string, string], message: Partial<Message>, capabilities = plain) {
  return agreesWith(expected(sets, name, type, capabilities), name, reply(message))
}

describe('the sets that answer for a name', () => {
  const names = (sets: RRset[], name: string, type = 'A') => expected(sets, name, type).sets.map(found => found.name)

  test('are looked for at the name, and at wildcards up to the zone', () => {
    expect(answeringNames({ zone, name: 'a.b.example.com.', type: 'A' }).toSorted()).toEqual([
      '*.b.example.com.',
      '*.example.com.',
      'a.b.example.com.',
      'b.example.com.',
      'example.com.',
    ])
    expect(answeringNames({ zone, name: zone, type: 'A' })).toEqual([zone])
  })

  test('are those of the type, or the CNAME set', () => {
    const sets = [set('www.example.com.', 'A', ['192.0.2.1']), set('www.example.com.', 'TXT', ['"x"'])]
    expect(expected(sets, 'www.example.com.', 'A').sets).toEqual([sets[0]])
    const alias = set('www.example.com.', 'CNAME', ['example.net.'])
    expect(expected([alias], 'www.example.com.', 'A').sets).toEqual([alias])
  })

  test('are those of the closest wildcard where the name is not there', () => {
    const far = set('*.example.com.', 'A', ['192.0.2.1'])
    const near = set('*.b.example.com.', 'A', ['192.0.2.2'])
    expect(names([far, near], 'a.b.example.com.')).toEqual(['*.b.example.com.'])
    expect(names([far], 'a.b.example.com.')).toEqual(['*.example.com.'])
  })

  test('are none where a name in between keeps the wildcard away, or the name has other types', () => {
    const far = set('*.example.com.', 'A', ['192.0.2.1'])
    expect(names([far, set('b.example.com.', 'TXT', ['"x"'])], 'a.b.example.com.')).toEqual([])
    expect(names([far, set('a.example.com.', 'TXT', ['"x"'])], 'a.example.com.')).toEqual([])
  })
})

describe('a server', () => {
  const www = 'www.example.com.'
  const two = [set(www, 'A', ['192.0.2.1', '192.0.2.2'])]
  const both = [record(www, 'A', '192.0.2.2'), record(www, 'A', '192.0.2.1')]

  test('agrees with the same records in any order, and with no others', () => {
    expect(agrees(two, [www, 'A'], { answers: both })).toBe(true)
    expect(agrees(two, [www, 'A'], { answers: both.slice(1) })).toBe(false)
    expect(agrees(two, [www, 'A'], { answers: [...both, record(www, 'A', '192.0.2.3')] })).toBe(false)
    expect(agrees(two, [www, 'A'], { rcode: 'NXDOMAIN' })).toBe(false)
  })

  test('agrees that there is nothing', () => {
    expect(agrees([], [www, 'A'], { rcode: 'NXDOMAIN' })).toBe(true)
    expect(agrees([], [www, 'A'], { answers: both })).toBe(false)
  })

  test('agrees with a CNAME wherever that leads', () => {
    const alias = [set(www, 'CNAME', ['example.net.'])]
    const answers = [record(www, 'CNAME', 'example.net.'), record('example.net.', 'A', '192.0.2.9')]
    expect(agrees(alias, [www, 'A'], { answers })).toBe(true)
    expect(agrees(alias, [www, 'A'], { answers: [record(www, 'CNAME', 'example.org.')] })).toBe(false)
  })

  test('agrees with one of several variants', () => {
    const variants = ['a', 'b'].map(variant => set(www, 'A', [`192.0.2.${variant === 'a' ? 1 : 2}`], { variant }))
    expect(agrees(variants, [www, 'A'], { answers: both.slice(1) })).toBe(true)
    expect(agrees(variants, [www, 'A'], { answers: [record(www, 'A', '192.0.2.3')] })).toBe(false)
    expect(agrees(variants, [www, 'A'], { answers: [] })).toBe(false)
  })

  test.each([
    [
      'an alias',
      [set(www, 'A', [], { options: { alias: { dnsName: zone, hostedZoneId: 'Z', evaluateTargetHealth: false } } })],
      www,
      plain,
    ],
    ['a proxied set', [set(www, 'A', ['192.0.2.1'], { options: { proxied: true } })], www, plain],
    ['a CNAME that is flattened', [set(zone, 'CNAME', ['example.net.'])], zone, { flattensApexCname: true }],
  ])('is not compared with %s', (_, sets, name, capabilities) => {
    expect(agrees(sets, [name, 'A'], { answers: [record(name, 'A', '198.51.100.1')] }, capabilities)).toBeNull()
  })

  test('is not compared with an SOA or NS set that the provider does not show', () => {
    expect(agrees([], [zone, 'SOA'], { answers: [record(zone, 'SOA', 'a. b. 1 2 3 4 5')] })).toBeNull()
    expect(agrees([], [zone, 'NS'], { answers: [record(zone, 'NS', 'a.')] })).toBeNull()
  })

  test('is not compared where it refers to another zone', () => {
    const authorities = [record('sub.example.com.', 'NS', 'ns.example.net.')]
    expect(agrees([], ['a.sub.example.com.', 'A'], { authoritative: false, authorities })).toBeNull()
  })
})
