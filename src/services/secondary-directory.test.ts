import { expect, test } from 'vitest'
import type { SecondaryWithSecret, Store } from '../store/store.ts'
import { createSecondaryDirectory } from './secondary-directory.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const secondary = (key: string): SecondaryWithSecret => ({
  id: 1,
  workspaceId: 1,
  name: 'ns1',
  address: '192.0.2.1',
  port: 53,
  hostname: null,
  notify: true,
  transferFrom: null,
  tsig: { name: key, algorithm: 'hmac-sha256', secret: 'AAAA' },
  createdAt: 0,
  updatedAt: 0,
})

test('what was read earlier and comes later does not bring a key back that has been replaced', async () => {
  const reads: PromiseWithResolvers<SecondaryWithSecret[]>[] = []
  const all = () => {
    const read = Promise.withResolvers<SecondaryWithSecret[]>()
    reads.push(read)
    return read.promise
  }
  const store = { secondaries: { all }, catalogZones: { list: async () => [] }, notices: { listen: () => () => {} } }
  const opening = createSecondaryDirectory({ store: store as unknown as Store, log })
  reads[0]!.resolve([secondary('old.')])
  const directory = await opening
  expect(directory.keyNamed('old.')?.id).toBe(1)
  const reloads = [directory.reload(), directory.reload()]
  reads[2]!.resolve([secondary('new.')])
  await reloads[1]
  reads[1]!.resolve([secondary('old.')])
  await reloads[0]
  expect([directory.keyNamed('old.'), directory.keyNamed('new.')?.id]).toEqual([undefined, 1])
})
