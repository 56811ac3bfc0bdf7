import { beforeEach, expect, test } from 'vitest'
import { testIo } from '../../test/test-io.ts'
import type { RRset } from '../dns/rrset.ts'
import { ProviderError, type ProviderKind } from '../providers/provider.ts'
import type { Store, Zone } from '../store/store.ts'
import { createZoneReads, type ZoneReads } from './zone-reads.ts'

const zone = {
  resource: { id: 7, projectId: 1 },
  domain: 'example.com.',
  binding: { provider: 'slow', connectionId: null, hostedZoneId: 'Z1', nameServers: [] },
} as unknown as Zone
const set = (value: string): RRset => ({ name: 'www.example.com.', type: 'A', ttl: 300, records: [value] })

/** Reads that are under way, each to be ended by the test. */
let underWay: { interactive: boolean; end(set: RRset): void; fail(error: Error): void }[]
let reads: ZoneReads

beforeEach(() => {
  underWay = []
  const kind = {
    id: 'slow',
    settings: [],
    capabilities: { ledger: false },
    open: () => ({
      async *rrsets(_zone: unknown, call: { interactive?: boolean } = {}) {
        const { promise, resolve, reject } = Promise.withResolvers<RRset>()
        underWay.push({ interactive: call.interactive ?? false, end: resolve, fail: reject })
        yield await promise
      },
    }),
  } as unknown as ProviderKind
  const store = {
    zones: { get: async () => zone },
    projects: { get: async () => ({ workspaceId: 1 }) },
    resources: { secretData: async () => '{}' },
  } as unknown as Store
  const io = testIo()
  reads = createZoneReads({ store, kinds: new Map([['slow', kind]]), io })
})

const begun = async (count: number) => {
  while (underWay.length < count) await new Promise(resolve => setImmediate(resolve))
}

test('those who ask at once share a read, and nothing is kept of it', async () => {
  const first = Array.from({ length: 10 }, () => reads.all(zone))
  await begun(1)
  underWay[0]!.end(set('192.0.2.1'))
  for (const sets of await Promise.all(first)) expect(sets).toEqual([set('192.0.2.1')])
  const later = reads.all(zone)
  await begun(2)
  underWay[1]!.end(set('192.0.2.2'))
  expect(await later).toEqual([set('192.0.2.2')])
  expect(underWay).toHaveLength(2)
})

test('whoever asks while a read is under way gets what is read after that', async () => {
  const first = reads.all(zone)
  await begun(1)
  const later = [reads.all(zone), reads.all(zone)]
  underWay[0]!.end(set('192.0.2.1'))
  await begun(2)
  underWay[1]!.end(set('192.0.2.2'))
  expect(await first).toEqual([set('192.0.2.1')])
  expect(await Promise.all(later)).toEqual([[set('192.0.2.2')], [set('192.0.2.2')]])
})

test('a read that fails fails for all who share it, and for nobody else', async () => {
  const shared = Array.from({ length: 5 }, () => reads.all(zone))
  await begun(1)
  const later = reads.all(zone)
  const error = new ProviderError({ code: 'unavailable', message: 'down' })
  underWay[0]!.fail(error)
  for (const { status } of await Promise.allSettled(shared)) expect(status).toBe('rejected')
  await begun(2)
  underWay[1]!.end(set('192.0.2.1'))
  expect(await later).toEqual([set('192.0.2.1')])
})

test('somebody in front of a screen does not share the read of somebody who can wait', async () => {
  const both = [reads.all(zone), reads.all(zone, { interactive: true })]
  await begun(2)
  expect(underWay.map(({ interactive }) => interactive).sort()).toEqual([false, true])
  for (const { end } of underWay) end(set('192.0.2.1'))
  await Promise.all(both)
})
