import { afterEach, beforeEach, expect, test } from 'vitest'
import { replyTo, type ScriptedDns, startScriptedDns } from '../../test/servers/scripted-dns.ts'
import type { Message, MessageRecord } from '../dns/message.ts'
import { findDelegation } from './find-delegation.ts'
import { createResolver, type Resolver } from './resolver.ts'

/** Name servers by loopback address. Each has its own port, which the resolver knows by the address. */
const net = `127.54.${(process.pid % 250) + 1}`
const parent = `${net}.1`
const other = `${net}.2`
const deeper = `${net}.3`

const record = (name: string, type: string, rdata: string): MessageRecord => ({
  name,
  type,
  class: 'IN',
  ttl: 60,
  rdata,
})
type Rule = (name: string, type: string) => Partial<Message>

let servers: ScriptedDns[]
let resolver: Resolver
let rules: Record<string, Rule>

/** What a resolver knows of the world: the root, `test.`, and the addresses of two of its name servers. */
const known: MessageRecord[] = [
  record('.', 'NS', 'a.root.'),
  record('test.', 'NS', 'ns1.test.'),
  record('test.', 'NS', 'ns2.test.'),
  record('ns1.test.', 'A', parent),
  record('ns2.test.', 'A', other),
]
const resolves: Rule = (name, type) => {
  const answers = known.filter(record => record.name === name && record.type === type)
  return answers.length > 0 ? { answers } : { rcode: 'NXDOMAIN' }
}

beforeEach(async () => {
  rules = {}
  const start = (address: string) =>
    startScriptedDns({
      address,
      udp: question => {
        const { name = '', type = '' } = question.questions[0] ?? {}
        const isResolver = question.recursionDesired
        return [replyTo(question, (isResolver ? resolves : rules[address])?.(name, type) ?? { rcode: 'REFUSED' })]
      },
    })
  servers = await Promise.all([`${net}.53`, parent, other, deeper].map(start))
  resolver = createResolver({ servers, isAllowed: () => false, milliseconds: 2000, attempts: 1 })
})
afterEach(async () => {
  for (const server of servers) await server.stop()
})

const nothing: Partial<Message> = { authoritative: true, authorities: [record('test.', 'SOA', 'a. b. 1 1 1 1 1')] }
const referral = (zone: string, ...names: string[]): Partial<Message> => ({
  authorities: names.map(name => record(zone, 'NS', name)),
})

test('the servers of the parent say to whom a zone is delegated, and where those are', async () => {
  const additionals = [record('ns.shop.test.', 'A', deeper), record('ns.elsewhere.example.', 'A', '192.0.2.66')]
  rules[parent] = () => ({ ...referral('shop.test.', 'ns.shop.test.', 'ns.elsewhere.example.'), additionals })
  const delegation = await findDelegation(resolver, 'shop.test.')
  expect(delegation).toMatchObject({ parent: 'test.', nameServers: ['ns.elsewhere.example.', 'ns.shop.test.'] })
  // What the parent says of names that aren't within it is not believed.
  expect([...delegation.glue.keys()]).toEqual(['ns.shop.test.'])
  expect(delegation.glue.get('ns.shop.test.')).toMatchObject([{ address: deeper }])
})

test('a server of both zones answers for the zone itself', async () => {
  rules[parent] = () => ({ authoritative: true, answers: [record('shop.test.', 'NS', 'ns1.test.')] })
  expect(await findDelegation(resolver, 'shop.test.')).toMatchObject({ nameServers: ['ns1.test.'] })
})

test.each([
  ['no such name', { ...nothing, rcode: 'NXDOMAIN' } as const],
  ['a name without NS records', nothing],
])('%s is delegated to nobody', async (_, answer) => {
  rules[parent] = () => answer
  expect(await findDelegation(resolver, 'shop.test.')).toMatchObject({ parent: 'test.', nameServers: [] })
})

test('where one server of the parent refuses, or refers back upwards, the next one is asked', async () => {
  rules[other] = () => referral('shop.test.', 'ns1.shop.test.')
  expect(await findDelegation(resolver, 'shop.test.')).toMatchObject({ nameServers: ['ns1.shop.test.'] })
  rules[parent] = () => referral('.', 'a.root.')
  expect(await findDelegation(resolver, 'shop.test.')).toMatchObject({ nameServers: ['ns1.shop.test.'] })
})

test('where no server of the parent tells, that is an error', async () => {
  await expect(findDelegation(resolver, 'shop.test.')).rejects.toMatchObject({ code: 'refused' })
  rules[parent] = () => referral('.', 'a.root.')
  await expect(findDelegation(resolver, 'shop.test.')).rejects.toMatchObject({ code: 'refused' })
})

test('a zone between, which resolvers do not know, is gone down to', async () => {
  rules[parent] = () => ({ ...referral('b.test.', 'ns.b.test.'), additionals: [record('ns.b.test.', 'A', deeper)] })
  rules[deeper] = () => referral('a.b.test.', 'ns.a.b.test.')
  expect(await findDelegation(resolver, 'a.b.test.')).toMatchObject({
    parent: 'b.test.',
    nameServers: ['ns.a.b.test.'],
  })
})

test('referrals that go round in a circle come to an end', async () => {
  const around = { ...referral('b.test.', 'ns.b.test.'), additionals: [record('ns.b.test.', 'A', deeper)] }
  rules[parent] = () => around
  rules[deeper] = () => around
  await expect(findDelegation(resolver, 'a.b.test.')).rejects.toMatchObject({ code: expect.any(String) })
})

test('without resolvers nothing is found', async () => {
  const alone = createResolver({ servers: [], isAllowed: () => true })
  await expect(findDelegation(alone, 'shop.test.')).rejects.toMatchObject({ code: 'network' })
})
