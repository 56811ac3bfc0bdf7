import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleSet, openFake } from '../../../test/fakes/route53/open-provider.ts'
import type { RRset } from '../../dns/rrset.ts'
import { setKey } from '../../plan/set-key.ts'
import { toServiceSet } from './convert.ts'

async function openWith(sets: readonly RRset[]) {
  const opened = await openFake()
  for (const set of sets) opened.fake.putSet(opened.zone.hostedZoneId, toServiceSet(set) as never)
  return opened
}

async function countReads({ fake, provider, zone }: Awaited<ReturnType<typeof openWith>>, at?: string[]) {
  const before = fake.requests.length
  const sets = await Array.fromAsync(provider.rrsets(zone, at ? { at } : {}))
  return { sets, requests: fake.requests.length - before }
}

const hosts = (count: number) => Array.from({ length: count }, (_, index) => exampleSet(`host-${index}`))

test('a zone is listed in pages of 300, the fewest there can be', async () => {
  const opened = await openWith(hosts(898))
  const { sets, requests } = await countReads(opened)
  expect(sets).toHaveLength(900)
  expect(requests).toBe(3)
  opened.fake.putSet(opened.zone.hostedZoneId, toServiceSet(exampleSet('one-more')) as never)
  expect((await countReads(opened)).requests).toBe(4)
})

test('one name takes one request, wherever it is', async () => {
  const opened = await openWith(hosts(900))
  for (const name of ['host-0', 'host-899', 'host-450', 'nothing', 'zzz', '*']) {
    const { sets, requests } = await countReads(opened, [`${name}.example.com.`])
    expect(requests).toBe(1)
    expect(sets.map(set => set.name)).toEqual(name.startsWith('host') ? [`${name}.example.com.`] : [])
  }
})

test('many names take no more requests than the whole zone does', async () => {
  const opened = await openWith(hosts(898))
  const at = hosts(898).map(({ name }) => name)
  const { sets, requests } = await countReads(opened, [...at, 'gone.example.com.'])
  expect(sets).toHaveLength(898)
  expect(requests).toBeLessThanOrEqual(3)
})

test('a few names far apart take one request each', async () => {
  const opened = await openWith(hosts(2000))
  const at = ['host-1', 'host-1500', 'host-999'].map(name => `${name}.example.com.`)
  const { sets, requests } = await countReads(opened, at)
  expect(sets).toHaveLength(3)
  expect(requests).toBeLessThanOrEqual(3)
})

test('no names take no request', async () => {
  const opened = await openWith([])
  expect(await countReads(opened, [])).toEqual({ sets: [], requests: 0 })
})

test('a name with more sets than a page holds is read whole', async () => {
  const variants = Array.from({ length: 700 }, (_, index) => ({
    ...exampleSet('www'),
    variant: `set ${index}`,
    options: { routing: { policy: 'weighted' as const, weight: index % 256 } },
  }))
  const opened = await openWith([...variants, exampleSet('before'), exampleSet('www', 'TXT', '"x"'), exampleSet('zzz')])
  const { sets } = await countReads(opened, ['www.example.com.'])
  expect(sets).toHaveLength(701)
  const both = await countReads(opened, ['zzz.example.com.', 'www.example.com.'])
  expect(both.sets).toHaveLength(702)
  expect((await countReads(opened)).sets).toHaveLength(705)
})

test('whatever names there are, those that are asked for are read once each, and no others', async () => {
  const label = fc.constantFrom(
    'a',
    'b',
    'a-b',
    'a.b',
    'b.a-b',
    '*',
    '*.a',
    'a\\.b',
    'a\\@',
    '_x',
    '0',
    'a.0',
    'ab',
    '\\255',
  )
  const names = fc.uniqueArray(label, { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(names, names, async (there, asked) => {
      const sets = there.flatMap(name => [exampleSet(name), exampleSet(name, 'TXT', '"x"')])
      const opened = await openWith(sets)
      const at = asked.map(name => `${name}.example.com.`)
      const read = await countReads(opened, at)
      const expected = sets.filter(({ name }) => at.includes(name)).map(setKey)
      expect(read.sets.map(setKey).sort()).toEqual(expected.sort())
      await opened.fake.close()
    }),
    { numRuns: 40 },
  )
})
