import type { RRset } from '../../../src/dns/rrset.ts'
import { setKey } from '../../../src/plan/set-key.ts'
import type { Change, Outcome } from '../../../src/plan/types.ts'
import { cloudflareKind } from '../../../src/providers/cloudflare/kind.ts'
import { type Provider, ProviderError, type RemoteZone } from '../../../src/providers/provider.ts'
import { testIo } from '../../test-io.ts'
import type { FakeCloudflareOptions } from './options.ts'
import { type FakeCloudflare, startFakeCloudflare } from './server.ts'
import type { NewZone } from './zone-store.ts'

/** The provider on a service of its own that holds one zone, `example.com.`. */
export interface OpenCloudflare {
  fake: FakeCloudflare
  provider: Provider
  zone: RemoteZone
  /** What was told as a warning. */
  warnings: string[]
}

export async function openCloudflare(
  options: FakeCloudflareOptions = {},
  newZone: Partial<NewZone> = {},
): Promise<OpenCloudflare> {
  const fake = await startFakeCloudflare(options)
  const warnings: string[] = []
  const log = { debug: () => {}, warn: (_details: object, message: string) => void warnings.push(message) }
  const { id } = fake.addZone({ name: 'example.com', ...newZone })
  const provider = cloudflareKind.open(
    { apiToken: 'fake-token', endpoint: fake.url },
    { ...testIo(), now: options.now ?? Date.now, log },
  )
  return { fake, provider, zone: { hostedZoneId: id, name: 'example.com.', nameServers: [] }, warnings }
}

/** In one order, for that has no meaning. */
export async function readSets({ provider, zone }: OpenCloudflare, at?: string[]): Promise<RRset[]> {
  const sets = await Array.fromAsync(provider.rrsets(zone, at && { at }))
  const sorted = sets.map(set => ({ ...set, records: [...set.records].sort() }))
  return sorted.sort((one, other) => (setKey(one) < setKey(other) ? -1 : 1))
}

export async function applyChanges({ provider, zone }: OpenCloudflare, ...batch: Change[]): Promise<Outcome[]> {
  return (await provider.apply(zone, batch)).outcomes
}

export async function thrownBy(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProviderError) return error
  throw new Error(`expected a ProviderError, not ${String(error)}`)
}
