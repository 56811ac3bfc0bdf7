import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Name, RRset } from '../src/dns/rrset.ts'
import { batches } from '../src/plan/batches.ts'
import { check } from '../src/plan/check.ts'
import { diff } from '../src/plan/diff.ts'
import { isSameSet } from '../src/plan/same-set.ts'
import { setKey } from '../src/plan/set-key.ts'
import type { Change } from '../src/plan/types.ts'
import { type Provider, ProviderError, type ProviderKind, type RemoteZone } from '../src/providers/provider.ts'
import { type ProviderCase, providerCases } from './provider-cases.ts'

/** A provider with a zone to write in, which holds nothing but SOA and NS. */
export interface ConformanceSubject {
  kind: ProviderKind
  provider: Provider
  zone: RemoteZone
  /** Looks at more than the provider shows, such as what the service answers. Called after each step. */
  verify?(): Promise<void>
  cleanup(): Promise<void>
}

/** What every provider must do, whatever the service behind it. `skip`: names of tests that can't be passed, each with its reason. */
export function describeProviderConformance(
  name: string,
  options: { kind: ProviderKind; open(): Promise<ConformanceSubject>; skip?: Record<string, string> },
): void {
  const { kind, skip = {} } = options

  describe(`${name} conforms`, () => {
    let subject: ConformanceSubject
    beforeAll(async () => {
      subject = await options.open()
    })
    afterAll(() => subject?.cleanup())

    /** What a kind says itself that it can't do isn't asked of it. */
    function prove(title: string, cannot: string | undefined, work: () => Promise<void>): void {
      const why = skip[title]
      if (why !== undefined) test.skip(`${title} (${why})`, work)
      else if (cannot === undefined) test(title, work)
    }

    test('every test that is skipped exists', () => {
      const titles = new Set([...providerCases.map(caseTitle), ...promises.map(promise => promise.title)])
      expect(Object.keys(skip).filter(title => !titles.has(title))).toEqual([])
    })
    for (const each of providerCases) prove(caseTitle(each), cannotHold(kind, each), () => walkThrough(subject, each))
    for (const { title, unless, keep } of promises) prove(title, unless?.(kind), () => keep(subject))
  })
}

function caseTitle({ name }: ProviderCase): string {
  return `goes through: ${name}`
}

/** Why a service can't hold a case by what it says of itself. */
function cannotHold(kind: ProviderKind, { states }: ProviderCase): string | undefined {
  const zone = 'example.com.'
  const found = states(zone).flatMap(after => check(zone, { before: [], after }, kind.capabilities))
  return found[0]?.message
}

/** From state to state, and in the end to nothing. After each step there is nothing left to do. */
async function walkThrough(subject: ConformanceSubject, { states }: ProviderCase): Promise<void> {
  for (const state of [...states(subject.zone.name), []]) await moveTo(subject, state)
}

async function moveTo(subject: ConformanceSubject, sets: readonly RRset[]): Promise<void> {
  const { kind, provider, zone } = subject
  const desired = sets.map(set => kind.canonical?.(set, zone.name) ?? set)
  const plan = batches(changesTo(zone.name, await readAll(subject), desired), kind.capabilities.batch)
  expect(plan.oversize).toEqual([])
  for (const batch of plan.batches) {
    const { outcomes } = await provider.apply(zone, batch)
    expect(outcomes.map(({ status, change }) => ({ status, change }))).toEqual(
      batch.map(change => ({ status: 'applied', change })),
    )
  }
  expect(changesTo(zone.name, await readAll(subject), desired)).toEqual([])
  await subject.verify?.()
}

function changesTo(zone: Name, current: readonly RRset[], desired: readonly RRset[]): Change[] {
  return diff(current, desired, { managed: set => !isManaged(zone, set) })
}

function isManaged(zone: Name, set: RRset): boolean {
  return set.name === zone && (set.type === 'SOA' || set.type === 'NS')
}

async function readAll({ provider, zone }: ConformanceSubject, at?: readonly Name[]): Promise<RRset[]> {
  return Array.fromAsync(provider.rrsets(zone, at ? { at } : {}))
}

interface Promised {
  title: string
  /** Why a kind doesn't make the promise. */
  unless?(kind: ProviderKind): string | undefined
  keep(subject: ConformanceSubject): Promise<void>
}

const needsPreconditions = ({ capabilities }: ProviderKind) =>
  capabilities.precondition === 'none' ? 'the service has no preconditions' : undefined

const promises: Promised[] = [
  {
    title: 'lists its zone',
    async keep({ provider, zone }) {
      expect(await Array.fromAsync(provider.zones())).toContainEqual(zone)
    },
  },
  {
    title: 'reads at some names what a whole read has there',
    async keep(subject) {
      const { name } = subject.zone
      await moveTo(subject, sampleSets(name))
      const all = await readAll(subject)
      for (const at of [
        [name],
        [`www.${name}`],
        [`*.${name}`],
        [`gone.${name}`],
        [`www.${name}`, name, `gone.${name}`],
        [],
      ]) {
        expect(byKey(await readAll(subject, at))).toEqual(byKey(all.filter(set => at.includes(set.name))))
      }
    },
  },
  {
    title: 'reads each set once',
    async keep(subject) {
      await moveTo(subject, sampleSets(subject.zone.name))
      const keys = (await readAll(subject)).map(setKey)
      expect(keys).toHaveLength(new Set(keys).size)
      const { name } = subject.zone
      expect(await readAll(subject, [`www.${name}`, `www.${name}`])).toHaveLength(2)
    },
  },
  {
    title: 'pages through the zone in one order, whatever the size of pages',
    async keep(subject) {
      const { provider, zone } = subject
      if (provider.page === undefined) return
      await moveTo(subject, sampleSets(zone.name))
      const all = byKey(await readAll(subject))
      for (const limit of [1, 2, 3, 100]) expect(byKey(await readPages(provider, zone, limit))).toEqual(all)
      const order = (await readPages(provider, zone, 100)).map(setKey)
      expect((await readPages(provider, zone, 1)).map(setKey)).toEqual(order)
      const [www] = await provider.page(zone, { limit: 10, name: `www.${zone.name}`, type: 'TXT' })
      expect(www).toMatchObject({ name: `www.${zone.name}`, type: 'TXT' })
    },
  },
  {
    title: 'throws for a zone that is not there, and never shows it as an empty one',
    async keep({ provider, zone }) {
      const missing = { ...zone, hostedZoneId: `${zone.hostedZoneId}00` }
      const reads = [
        () => Array.fromAsync(provider.rrsets(missing)),
        () => Array.fromAsync(provider.rrsets(missing, { at: [zone.name] })),
        () => provider.apply(missing, [{ op: 'create', after: sample(zone.name, 'www') }]),
      ]
      for (const read of reads) expect((await thrown(read)).failure.code).toBe('not_found')
    },
  },
  {
    title: 'does nothing where the caller has given up',
    async keep(subject) {
      const { provider, zone } = subject
      await moveTo(subject, [])
      const change: Change = { op: 'create', after: sample(zone.name, 'www') }
      await thrown(() => provider.apply(zone, [change], { signal: AbortSignal.abort() }))
      await thrown(() => Array.fromAsync(provider.rrsets(zone, { signal: AbortSignal.abort() })))
      expect(own(subject, await readAll(subject))).toEqual([])
    },
  },
  {
    title: 'answers an empty batch with no outcomes',
    async keep(subject) {
      const before = await readAll(subject)
      expect((await subject.provider.apply(subject.zone, [])).outcomes).toEqual([])
      expect(byKey(await readAll(subject))).toEqual(byKey(before))
    },
  },
  ...conflicts(),
  {
    title: 'applies a batch whole or not at all, wherever in it the change stands that is refused',
    unless: kind =>
      needsPreconditions(kind) ?? (kind.capabilities.batch.atomic ? undefined : 'the service has no atomic batches'),
    async keep(subject) {
      const { provider, zone } = subject
      const there = sample(zone.name, 'there')
      await moveTo(subject, [there])
      const refused: Change = { op: 'create', after: { ...there, records: ['192.0.2.99'] } }
      const good = ['a', 'b'].map((name): Change => ({ op: 'create', after: sample(zone.name, name) }))
      for (const batch of [
        [refused, ...good],
        [good[0]!, refused, good[1]!],
        [...good, refused],
      ]) {
        const { outcomes } = await provider.apply(zone, batch)
        expect(outcomes.map(({ change }) => change)).toEqual(batch)
        expect(outcomes.map(({ status }) => status)).not.toContain('applied')
        expect(outcomes[batch.indexOf(refused)]).toMatchObject({ status: 'failed', failure: { code: 'conflict' } })
        expect(own(subject, await readAll(subject))).toEqual([there])
      }
    },
  },
  {
    title: 'makes a zone once for a reference, and deletes it for good',
    async keep({ provider, zone }) {
      if (provider.zoneAdmin === undefined) return
      const domain = `made.${zone.name}`
      const made = await provider.zoneAdmin.create(domain, { reference: 'conformance' })
      expect(made).toMatchObject({ name: domain, nameServers: expect.arrayContaining([expect.any(String)]) })
      expect(await provider.zoneAdmin.create(domain, { reference: 'conformance' })).toEqual(made)
      expect((await thrown(() => provider.zoneAdmin!.create(domain, { reference: 'other' }))).failure.code).toBe(
        'conflict',
      )
      expect((await Array.fromAsync(provider.rrsets(made))).every(set => isManaged(domain, set))).toBe(true)
      await provider.zoneAdmin.delete(made)
      await provider.zoneAdmin.delete(made)
      expect((await thrown(() => Array.fromAsync(provider.rrsets(made)))).failure.code).toBe('not_found')
    },
  },
]

/** Every way in which what is there can differ from `before`. */
function conflicts(): Promised[] {
  const there = (zone: Name) => sample(zone, 'there')
  const cases: [string, (zone: Name) => Change][] = [
    ['creating a set that is there', zone => ({ op: 'create', after: { ...there(zone), records: ['192.0.2.9'] } })],
    ['creating the very set that is there', zone => ({ op: 'create', after: there(zone) })],
    ['deleting a set that is not there', zone => ({ op: 'delete', before: sample(zone, 'gone') })],
    [
      'deleting a set with other values',
      zone => ({ op: 'delete', before: { ...there(zone), records: ['192.0.2.9'] } }),
    ],
    [
      'deleting a set with one value of two',
      zone => ({ op: 'delete', before: { ...there(zone), records: there(zone).records.slice(1) } }),
    ],
    ['deleting a set with another TTL', zone => ({ op: 'delete', before: { ...there(zone), ttl: 777 } })],
    [
      'replacing a set that is not there',
      zone => ({ op: 'replace', before: sample(zone, 'gone'), after: { ...sample(zone, 'gone'), ttl: 777 } }),
    ],
    [
      'replacing a set with other values',
      zone => ({ op: 'replace', before: { ...there(zone), records: ['192.0.2.9'] }, after: there(zone) }),
    ],
  ]
  return cases.map(([what, change]) => ({
    title: `${what} is a conflict and changes nothing`,
    unless: needsPreconditions,
    async keep(subject) {
      const { provider, zone } = subject
      await moveTo(subject, [there(zone.name)])
      const { outcomes } = await provider.apply(zone, [change(zone.name)])
      expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' }, change: change(zone.name) }])
      expect(own(subject, await readAll(subject))).toEqual([there(zone.name)])
      await subject.verify?.()
    },
  }))
}

function sample(zone: Name, name: string): RRset {
  return { name: `${name}.${zone}`, type: 'A', ttl: 300, records: ['192.0.2.1', '192.0.2.2'] }
}

function sampleSets(zone: Name): RRset[] {
  const text = { type: 'TXT', ttl: 300, records: ['"x"'] }
  return [
    sample(zone, 'www'),
    sample(zone, 'a.www'),
    sample(zone, '*'),
    { ...text, name: `www.${zone}` },
    { ...text, name: zone },
  ]
}

/** The sets that tests have made, each as it was made where it's the same. */
function own({ zone }: ConformanceSubject, sets: readonly RRset[]): RRset[] {
  const samples = [sample(zone.name, 'there')]
  return sets.filter(set => !isManaged(zone.name, set)).map(set => samples.find(made => isSameSet(made, set)) ?? set)
}

async function readPages(provider: Provider, zone: RemoteZone, limit: number): Promise<RRset[]> {
  const sets: RRset[] = []
  for (;;) {
    const last = sets.at(-1)
    const page = await provider.page!(zone, { limit, ...(last && { after: last }) })
    if (page.length === 0) return sets
    expect(page.length).toBeLessThanOrEqual(limit)
    sets.push(...page)
  }
}

function byKey(sets: readonly RRset[]): RRset[] {
  const sorted = sets.map(set => ({ ...set, records: [...set.records].sort() }))
  return sorted.sort((one, other) => (setKey(one) < setKey(other) ? -1 : 1))
}

async function thrown(work: () => Promise<unknown>): Promise<ProviderError> {
  const error = await work().then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return error as ProviderError
}
