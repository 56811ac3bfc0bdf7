import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Intent } from '../src/plan/types.ts'
import { cloudflareKind } from '../src/providers/cloudflare/kind.ts'
import type { Zone } from '../src/store/store.ts'
import { type CloudEngine, createCloudEngine, historyOf } from './cloud-engine.ts'
import { flawsOf } from './engine-trail.ts'
import { submissionOf, workspaceOf } from './engine-world.ts'
import { type FakeCloudflare, startFakeCloudflare } from './fakes/cloudflare/server.ts'

/** The engine, with everything that stands between it and the service, on a simulated Cloudflare with the real limits. */
let fake: FakeCloudflare
let engines: CloudEngine
let zone: Zone
const domain = 'example.com.'

beforeEach(async () => {
  fake = await startFakeCloudflare()
  const settings = { apiToken: 'fake-token', endpoint: fake.url }
  engines = await createCloudEngine(cloudflareKind, settings, name => {
    return fake.addZone({ name: name.slice(0, -1), plan: name.startsWith('business.') ? 'business' : 'enterprise' }).id
  })
  zone = await engines.world.makeZone({ domain })
})
afterEach(async () => {
  await engines.world.stop()
  await fake.close()
})

const put = (name: string, ttl: number, ...records: string[]): Intent => ({
  op: 'put',
  rrset: { name: `${name}.${domain}`, type: 'A', ttl, records },
})
const address = (index: number) => `10.0.${index >> 8}.${index & 255}`
const batches = () => fake.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/batch')).length
const isBatch = { method: 'POST', path: /\/batch$/ }

async function submit(...intents: Intent[]) {
  const { writers } = engines.start()
  const { store } = engines.world
  const submitted = writers.submit(zone, submissionOf(await workspaceOf(store, zone), ...intents))
  await submitted.catch(() => {})
  await writers.close()
  return submitted
}

/** What the history says to be made is what is there, and no record is there twice. */
async function expectOneStory(): Promise<void> {
  const history = await historyOf(engines.world, zone)
  const made = history.flatMap(({ changes }) => changes.filter(({ status }) => status === 'applied'))
  const there = await engines.sets(zone)
  expect(
    flawsOf(
      [],
      made.map(({ change }) => change),
      there,
    ),
  ).toEqual([])
  expect(fake.records(zone.binding.hostedZoneId)).toHaveLength(there.flatMap(({ records }) => records).length)
  expect(history.filter(({ set }) => set.status === 'pending')).toEqual([])
}

test('5,000 new records take two batches and three readings, and none is refused', async () => {
  const { changeSet } = await submit(
    ...Array.from({ length: 5000 }, (_, index) => put(`n${index}`, 300, address(index))),
  )
  expect(changeSet.status).toBe('applied')
  expect(batches()).toBe(2)
  expect(fake.requests).toHaveLength(5)
  expect(fake.requests.every(({ status }) => status === 200)).toBe(true)
  expect(fake.records(zone.binding.hostedZoneId)).toHaveLength(5000)
})

test('of a hundred callers the one is refused whose record the service refuses, and the others’ are made', async () => {
  zone = await engines.world.makeZone({ domain: 'business.example.' })
  const { writers } = engines.start()
  const workspaceId = await workspaceOf(engines.world.store, zone)
  const calls = Array.from({ length: 100 }, (_, index) => {
    // As short a TTL only Enterprise zones have, and whether it is one the engine doesn't know.
    const rrset = {
      name: `n${index}.${zone.domain}`,
      type: 'A',
      ttl: index === 42 ? 30 : 300,
      records: [address(index)],
    }
    return writers.submit(zone, submissionOf(workspaceId, { op: 'put', rrset }))
  })
  const ends = await Promise.allSettled(calls)
  await writers.close()
  expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([42])
  expect(ends[42]).toMatchObject({ reason: { message: expect.stringContaining('TTL') } })
  expect(fake.records(zone.binding.hostedZoneId)).toHaveLength(99)
  await expectOneStory()
})

test.each([
  ['before', 'reset_before'],
  ['after', 'reset_after'],
] as const)(
  'a connection that is cut %s a batch is carried out leaves no record out and none twice',
  async (_, kind) => {
    fake.faults.add({ kind, ...isBatch })
    const { changeSet } = await submit(
      ...Array.from({ length: 50 }, (_, index) => put(`n${index}`, 300, address(index))),
    )
    expect(changeSet.status).toBe('applied')
    expect(batches()).toBe(kind === 'reset_before' ? 2 : 1)
    await expectOneStory()
  },
)
