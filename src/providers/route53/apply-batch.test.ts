import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleSet, type OpenFake, openFake } from '../../../test/fakes/route53/open-provider.ts'
import type { Routing, RRset } from '../../dns/rrset.ts'
import { batches } from '../../plan/batches.ts'
import { isSameSet } from '../../plan/same-set.ts'
import type { Change } from '../../plan/types.ts'
import { route53Capabilities } from './capabilities.ts'
import { toServiceSet } from './convert.ts'

const put = ({ fake, zone }: OpenFake, ...sets: RRset[]) => {
  for (const set of sets) fake.putSet(zone.hostedZoneId, toServiceSet(set) as never)
}
const stored = ({ fake, zone }: OpenFake, name: string) =>
  fake.sets(zone.hostedZoneId).filter(({ Name }) => Name === `${name}.example.com.`)
const writes = ({ fake }: OpenFake) => fake.requests.filter(({ operation }) => operation === 'ChangeResourceRecordSets')
const create = (set: RRset): Change => ({ op: 'create', after: set })
const replace = (before: RRset, after: RRset): Change => ({ op: 'replace', before, after })
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)

describe('a batch', () => {
  test('is one request, and answers with the change to wait for', async () => {
    const opened = await openFake()
    put(opened, exampleSet('old'), exampleSet('moved'))
    const moved = exampleSet('moved', 'A', '192.0.2.7')
    const batch = [create(exampleSet('new')), replace(exampleSet('moved'), moved), remove(exampleSet('old'))]
    const { outcomes, receipt } = await opened.provider.apply(opened.zone, batch)
    expect(statuses(outcomes)).toEqual(['applied', 'applied', 'applied'])
    expect(receipt).toMatch(/^C\w+$/)
    expect(writes(opened)).toHaveLength(1)
    const actions = [...writes(opened)[0]!.body.matchAll(/<Action>(\w+)<\/Action>/g)].map(([, action]) => action)
    expect(actions).toEqual(['DELETE', 'DELETE', 'CREATE', 'CREATE'])
  })

  test('may name an alias before what it stands for', async () => {
    const opened = await openFake()
    const alias = (name: string, target: string): RRset => ({
      ...exampleSet(name),
      ttl: 0,
      records: [],
      options: {
        alias: {
          dnsName: `${target}.example.com.`,
          hostedZoneId: opened.zone.hostedZoneId,
          evaluateTargetHealth: false,
        },
      },
    })
    const sets = [alias('a', 'b'), alias('b', '*'), exampleSet('*')]
    const { outcomes } = await opened.provider.apply(opened.zone, sets.map(create))
    expect(statuses(outcomes)).toEqual(['applied', 'applied', 'applied'])
    const back = await opened.provider.apply(opened.zone, [...sets].reverse().map(remove))
    expect(statuses(back.outcomes)).toEqual(['applied', 'applied', 'applied'])
  })

  test('that is refused tells each change what was said of it, and the others that they were not made', async () => {
    for (const changeBatchErrors of ['ErrorResponse', 'InvalidChangeBatch'] as const) {
      const opened = await openFake({ changeBatchErrors })
      put(opened, exampleSet('there'), exampleSet('cname', 'CNAME', 'a.example.net.'))
      const alias = {
        dnsName: 'gone.example.com.',
        hostedZoneId: opened.zone.hostedZoneId,
        evaluateTargetHealth: false,
      }
      const batch = [
        create(exampleSet('fine')),
        create(exampleSet('there')),
        remove(exampleSet('*')),
        create(exampleSet('cname', 'TXT', '"x"')),
        create(exampleSet('bad', 'A', '192.0.2.1', '192.0.2.300')),
        create({ ...exampleSet('lost'), ttl: 0, records: [], options: { alias } }),
        create(exampleSet('there', 'TXT', '"fine"')),
      ]
      const { outcomes } = await opened.provider.apply(opened.zone, batch)
      expect(outcomes.map(({ change }) => change)).toEqual(batch)
      const told = outcomes.map(outcome =>
        outcome.status === 'failed' ? `${outcome.failure.code}: ${outcome.failure.message}` : outcome.status,
      )
      expect(told).toEqual([
        'skipped',
        expect.stringMatching(/^conflict: Tried to create .*name='there.example.com.', type='A'.* already exists$/),
        expect.stringMatching(/^conflict: Tried to delete .*name='\\052.example.com.'.* not found$/),
        expect.stringMatching(/^conflict: RRSet of type TXT with DNS name cname.* conflicting RRSet of type CNAME/),
        expect.stringMatching(/^rejected: Invalid Resource Record: .*ARRDATAIllegalIPv4Address/),
        expect.stringMatching(/^rejected: Tried to create an alias that targets gone/),
        'skipped',
      ])
      expect(opened.fake.sets(opened.zone.hostedZoneId)).toHaveLength(4)
    }
  })

  test('that is refused for a reason of nobody’s in particular fails for all', async () => {
    const opened = await openFake({ limits: { setsPerZone: 3 } })
    const batch = ['a', 'b'].map(name => create(exampleSet(name)))
    const { outcomes } = await opened.provider.apply(opened.zone, batch)
    expect(outcomes).toMatchObject(batch.map(change => ({ status: 'failed', change, failure: { code: 'rejected' } })))
  })

  test('over the service’s limits is refused by it, so none within the declared ones ever is', async () => {
    const value = fc.integer({ min: 1, max: 60 }).map(length => `"${'\\200'.repeat(length)}"`)
    const records = fc.uniqueArray(value, { minLength: 1, maxLength: 40 })
    const change = fc
      .tuple(fc.option(records), fc.option(records))
      .filter(([before, after]) => (before ?? after) !== null)
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 80 }), async drawn => {
        const opened = await openFake()
        const changes = drawn.flatMap(([before, after], index): Change[] => {
          const set = (values: string[]): RRset => ({ ...exampleSet(`h${index}`, 'TXT', ...values) })
          if (before === null) return [create(set(after!))]
          put(opened, set(before))
          if (after === null) return [remove(set(before))]
          return isSameSet(set(before), set(after)) ? [] : [replace(set(before), set(after))]
        })
        const plan = batches(changes, route53Capabilities.batch)
        expect(plan.oversize).toEqual([])
        for (const batch of plan.batches) {
          const { outcomes } = await opened.provider.apply(opened.zone, batch)
          expect(new Set(statuses(outcomes))).toEqual(new Set(['applied']))
        }
        await opened.fake.close()
      }),
      { numRuns: 15 },
    )
  })
})

function remove(set: RRset): Change {
  return { op: 'delete', before: set }
}

describe('a replace', () => {
  test('of 500 sets of one value fits one request, as it overwrites nothing unseen', async () => {
    const opened = await openFake()
    const sets = Array.from({ length: 500 }, (_, index) => exampleSet(`h${index}`))
    put(opened, ...sets)
    const changes = sets.map(set => replace(set, { ...set, ttl: 60 }))
    expect(batches(changes, route53Capabilities.batch).batches).toHaveLength(1)
    const { outcomes } = await opened.provider.apply(opened.zone, changes)
    expect(new Set(statuses(outcomes))).toEqual(new Set(['applied']))
  })

  test('too large for a DELETE and a CREATE is an UPSERT, after a look at what it overwrites', async () => {
    const opened = await openFake()
    const text = (letter: string, count: number) =>
      Array.from({ length: count }, (_, index) => `"${index} ${letter.repeat(250)}"`)
    const large = exampleSet('large', 'TXT', ...text('x', 80))
    const small = exampleSet('large', 'TXT', ...text('y', 50))
    put(opened, large)
    const { outcomes } = await opened.provider.apply(opened.zone, [replace(large, small)])
    expect(statuses(outcomes)).toEqual(['applied'])
    expect(writes(opened)[0]!.body).toContain('<Action>UPSERT</Action>')
    const stale = await opened.provider.apply(opened.zone, [
      replace(large, { ...small, ttl: 60 }),
      create(exampleSet('a')),
    ])
    expect(stale.outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' } }, { status: 'skipped' }])
    expect(writes(opened)).toHaveLength(1)
  })

  test('of the NS set at the apex is an UPSERT too, since nobody may delete that', async () => {
    const opened = await openFake()
    const [ns] = await Array.fromAsync(opened.provider.rrsets(opened.zone))
    expect(ns).toMatchObject({ type: 'NS' })
    const after = { ...ns!, ttl: 3600 }
    const { outcomes } = await opened.provider.apply(opened.zone, [replace(ns!, after), create(exampleSet('www'))])
    expect(statuses(outcomes)).toEqual(['applied', 'applied'])
    const [changed] = await Array.fromAsync(opened.provider.rrsets(opened.zone))
    expect(changed).toEqual(after)
    const stale = await opened.provider.apply(opened.zone, [replace(ns!, { ...ns!, ttl: 60 })])
    expect(stale.outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' } }])
  })
})

describe('a set that somebody wrote in another way than we do', () => {
  const theirs = { Name: 'mail.example.com.', Type: 'MX', TTL: 300, ResourceRecords: [{ Value: '10 MX1.example.com' }] }
  const ours = exampleSet('mail', 'MX', '10 mx1.example.com.')

  test('is deleted and replaced as it stands at the service', async () => {
    const opened = await openFake()
    opened.fake.putSet(opened.zone.hostedZoneId, theirs)
    expect(await Array.fromAsync(opened.provider.rrsets(opened.zone, { at: [ours.name] }))).toEqual([ours])
    const after = { ...ours, ttl: 60 }
    const { outcomes } = await opened.provider.apply(opened.zone, [create(exampleSet('www')), replace(ours, after)])
    expect(statuses(outcomes)).toEqual(['applied', 'applied'])
    expect(stored(opened, 'mail')).toMatchObject([{ TTL: 60, ResourceRecords: [{ Value: '10 mx1.example.com.' }] }])
    opened.fake.putSet(opened.zone.hostedZoneId, theirs)
    const gone = await opened.provider.apply(opened.zone, [remove(ours)])
    expect(statuses(gone.outcomes)).toEqual(['applied'])
    expect(stored(opened, 'mail')).toEqual([])
  })

  test('is replaced again and again where the service keeps its dots as they were', async () => {
    const opened = await openFake()
    const dotless = { ...theirs, ResourceRecords: [{ Value: '10 mx1.example.com' }, { Value: '20 mx2.example.com' }] }
    opened.fake.putSet(opened.zone.hostedZoneId, dotless)
    let before = exampleSet('mail', 'MX', '10 mx1.example.com.', '20 mx2.example.com.')
    for (const ttl of [60, 120, 180]) {
      const after = { ...before, ttl }
      const { outcomes } = await opened.provider.apply(opened.zone, [replace(before, after)])
      expect(statuses(outcomes)).toEqual(['applied'])
      expect(await Array.fromAsync(opened.provider.rrsets(opened.zone, { at: [before.name] }))).toEqual([after])
      before = after
    }
    expect(stored(opened, 'mail')).toMatchObject([{ TTL: 180, ResourceRecords: dotless.ResourceRecords }])
  })

  test('is a conflict where it means something else', async () => {
    const opened = await openFake()
    const other = { ...theirs, Name: 'other.example.com.', ResourceRecords: [{ Value: '20 mx1.example.com' }] }
    opened.fake.putSet(opened.zone.hostedZoneId, theirs)
    opened.fake.putSet(opened.zone.hostedZoneId, other)
    const stale = exampleSet('other', 'MX', '10 mx1.example.com.')
    const { outcomes } = await opened.provider.apply(opened.zone, [remove(ours), remove(stale)])
    expect(outcomes).toMatchObject([{ status: 'skipped' }, { status: 'failed', failure: { code: 'conflict' } }])
    expect(opened.fake.sets(opened.zone.hostedZoneId)).toHaveLength(4)
  })

  test('takes one look and one more request, and none where all is written as we do', async () => {
    const opened = await openFake()
    opened.fake.putSet(opened.zone.hostedZoneId, theirs)
    let further = 0
    const furtherRequest = async () => void further++
    await opened.provider.apply(opened.zone, [remove(ours)], { furtherRequest })
    expect(further).toBe(2)
    await opened.provider.apply(opened.zone, [create(ours)], { furtherRequest })
    await opened.provider.apply(opened.zone, [remove(ours)], { furtherRequest })
    expect(further).toBe(2)
  })
})

describe('sets with a routing policy', () => {
  const routed = (variant: string, routing: Routing, ...records: string[]): RRset => ({
    ...exampleSet('www', 'A', ...records),
    variant,
    options: { routing },
  })
  const one = routed('one', { policy: 'weighted', weight: 10, healthCheckId: 'check' })
  const two = routed('two Ä', { policy: 'weighted', weight: 20 }, '192.0.2.2')

  test('are read with what tells them apart and by what they are chosen', async () => {
    const opened = await openFake()
    put(opened, one, two)
    expect(await Array.fromAsync(opened.provider.rrsets(opened.zone, { at: [one.name] }))).toEqual([one, two])
  })

  test('stay as they are while their neighbours are written', async () => {
    const opened = await openFake({ healthChecks: ['check'] })
    put(opened, one, two)
    const before = stored(opened, 'www')
    const neighbours = [exampleSet('www', 'TXT', '"x"'), exampleSet('a.www'), exampleSet('*')]
    await opened.provider.apply(opened.zone, neighbours.map(create))
    await opened.provider.apply(
      opened.zone,
      neighbours.map(set => replace(set, { ...set, ttl: 60 })),
    )
    await opened.provider.apply(
      opened.zone,
      neighbours.map(set => remove({ ...set, ttl: 60 })),
    )
    expect(stored(opened, 'www')).toEqual(before)
  })

  test('come back as they were when a change of theirs is undone', async () => {
    const opened = await openFake({ healthChecks: ['check'] })
    put(opened, one, two)
    const before = stored(opened, 'www')
    const heavier = routed('two Ä', { policy: 'weighted', weight: 200 }, '192.0.2.2')
    const changed = await opened.provider.apply(opened.zone, [remove(one), replace(two, heavier)])
    expect(statuses(changed.outcomes)).toEqual(['applied', 'applied'])
    const undone = await opened.provider.apply(opened.zone, [create(one), replace(heavier, two)])
    expect(statuses(undone.outcomes)).toEqual(['applied', 'applied'])
    expect(stored(opened, 'www')).toEqual(before)
  })

  test('are not overwritten by a plain one, and the refusal is told of that one alone', async () => {
    const opened = await openFake({ healthChecks: ['check'] })
    put(opened, one, two)
    const { outcomes } = await opened.provider.apply(opened.zone, [create(exampleSet('www')), create(exampleSet('a'))])
    expect(outcomes).toMatchObject([
      { status: 'failed', failure: { message: expect.stringContaining('other RRSets exist') } },
      { status: 'skipped' },
    ])
  })

  test('a refusal of one of them is told of the one that it names', async () => {
    const opened = await openFake({ healthChecks: ['check'] })
    put(opened, one)
    const { outcomes } = await opened.provider.apply(opened.zone, [create(two), create(one)])
    expect(statuses(outcomes)).toEqual(['skipped', 'failed'])
  })

  test('with a health check that is gone are refused in the service’s words', async () => {
    const opened = await openFake()
    const { outcomes } = await opened.provider.apply(opened.zone, [create(one)])
    expect(outcomes).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { code: 'NoSuchHealthCheck' } } },
    ])
  })
})
