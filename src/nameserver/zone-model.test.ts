import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message, MessageRecord } from '../dns/message.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import type { ZoneChange } from './name-server.ts'
import { apexOf, createLocalServer, type LocalServer, set } from './testing/local-server.ts'
import { naiveAnswer, type PlainAnswer } from './testing/naive-answer.ts'

const parent = 'example.'
const child = 'b.example.'

const label = fc.constantFrom('a', 'b', 'c', '*')
const relative = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => `${labels.join('.')}.`)
const nameIn = (zone: Name) => fc.oneof({ weight: 6, arbitrary: relative.map(name => name + zone) }, fc.constant(zone))
const target = fc.oneof(nameIn(parent), nameIn(child), fc.constant('elsewhere.test.'))

function setIn(zone: Name): fc.Arbitrary<RRset> {
  const addresses = fc.subarray(['192.0.2.1', '192.0.2.2'], { minLength: 1 })
  const data: fc.Arbitrary<[string, string[]]> = fc.oneof(
    addresses.map((records): [string, string[]] => ['A', records]),
    fc.tuple(fc.constantFrom('NS', 'CNAME', 'DNAME'), target).map(([type, name]): [string, string[]] => [type, [name]]),
    target.map((name): [string, string[]] => ['MX', [`10 ${name}`]]),
    fc.constant<[string, string[]]>(['DS', ['1 13 2 aa']]),
  )
  return fc.tuple(nameIn(zone), data).map(([name, [type, records]]) => set(name, type, ...records))
}

const changes = (zone: Name) =>
  fc.array(fc.tuple(setIn(zone), fc.boolean()), { maxLength: 12 }).map(list => list.map(toChange))
const questions = fc.array(
  fc.tuple(fc.oneof(nameIn(parent), nameIn(child)), fc.constantFrom('A', 'NS', 'CNAME', 'DNAME', 'MX', 'DS', 'SOA')),
  { minLength: 1, maxLength: 12 },
)

function toChange([{ name, type, ttl, records }, keep]: [RRset, boolean]): ZoneChange {
  return keep ? { name, type, after: { ttl, records } } : { name, type }
}

test('answers are those of the plain algorithm, whatever a zone has become by changes', () => {
  const property = fc.property(
    fc.array(setIn(parent), { maxLength: 14 }),
    fc.option(fc.array(setIn(child), { maxLength: 6 }), { nil: undefined }),
    fc.array(changes(parent), { maxLength: 4 }),
    questions,
    (sets, childSets, steps, asked) => {
      const server = createLocalServer()
      const zones = new Map([[parent, unique([...apexOf(parent), ...sets])]])
      if (childSets !== undefined) zones.set(child, unique([...apexOf(child), ...childSets]))
      for (const [zone, zoneSets] of zones) server.load(zone, zoneSets)
      check(server, zones, asked)
      for (const step of steps) {
        server.apply(parent, step)
        zones.set(parent, step.reduce(changed, zones.get(parent)!))
        check(server, zones, asked)
      }
    },
  )
  fc.assert(property, { numRuns: 2000 })
})

test('a changed zone answers like one that is loaded as it is now', () => {
  const property = fc.property(
    fc.array(setIn(parent), { maxLength: 14 }),
    changes(parent),
    questions,
    (sets, step, asked) => {
      const before = unique([...apexOf(parent), ...sets])
      const [server, fresh] = [createLocalServer(), createLocalServer()]
      server.load(parent, before)
      server.apply(parent, step)
      fresh.load(parent, step.reduce(changed, before))
      for (const [name, type] of [...asked, ...asked.map(([name]): [string, string] => [name, 'ANY'])]) {
        expect(server.ask(name, type)).toEqual(fresh.ask(name, type))
      }
    },
  )
  fc.assert(property, { numRuns: 1000 })
})

function check(server: LocalServer, zones: ReadonlyMap<Name, RRset[]>, asked: readonly [string, string][]): void {
  for (const [name, type] of asked) {
    expect(plain(server.ask(name, type, { transport: 'tcp' })), `${name} ${type}`).toEqual(
      sorted(naiveAnswer(zones, name, type)),
    )
  }
}

function plain(message: Message): PlainAnswer {
  return sorted({
    rcode: message.rcode,
    authoritative: message.authoritative,
    answers: message.answers.map(line),
    authorities: message.authorities.map(line),
  })
}

function sorted(answer: PlainAnswer): PlainAnswer {
  return { ...answer, answers: answer.answers.toSorted(), authorities: answer.authorities.toSorted() }
}

function line({ name, ttl, type, rdata }: MessageRecord): string {
  return `${name} ${ttl} ${type} ${rdata}`
}

/** The last set of a name and type is the one that counts. */
function unique(sets: readonly RRset[]): RRset[] {
  return [...new Map(sets.map(each => [`${each.name} ${each.type}`, each])).values()]
}

function changed(sets: RRset[], { name, type, after }: ZoneChange): RRset[] {
  const others = sets.filter(each => each.name !== name || each.type !== type)
  return after === undefined ? others : [...others, set(name, type, ...after.records)]
}
