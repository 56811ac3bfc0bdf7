import { onTestFinished } from 'vitest'
import type { RRset } from '../../../src/dns/rrset.ts'
import type { Provider, RemoteZone } from '../../../src/providers/provider.ts'
import { route53Kind } from '../../../src/providers/route53/kind.ts'
import type { AwsSettings } from '../../../src/providers/route53/settings.ts'
import { testIo } from '../../test-io.ts'
import { type FakeRoute53Options, usualKey } from './options.ts'
import { type FakeRoute53, startFakeRoute53 } from './server.ts'

export interface OpenFake {
  fake: FakeRoute53
  provider: Provider
  zone: RemoteZone
  /** Another provider of the same service. */
  open(settings?: AwsSettings, now?: () => number): Provider
}

/** A simulated Route 53 without a limit of rate but the one that is given, with the zone `example.com.` in it. Ends with the test. */
export async function openFake(options: FakeRoute53Options = {}): Promise<OpenFake> {
  const limits = { requests: Number.POSITIVE_INFINITY, ...options.limits }
  const fake = await startFakeRoute53({ ...options, limits })
  onTestFinished(() => fake.close())
  const open = (settings: AwsSettings = usualKey, now = options.now ?? Date.now) =>
    route53Kind.open({ ...settings, endpoint: fake.url }, { ...testIo(), now })
  const { id, name } = fake.addZone({ name: 'example.com.' })
  const [ns] = fake.sets(id)
  const values = (ns?.ResourceRecords ?? []) as { Value: string }[]
  const zone = { hostedZoneId: id, name, nameServers: values.map(({ Value }) => Value) }
  return { fake, provider: open(), zone, open }
}

/** A set of example.com. */
export function exampleSet(name: string, type = 'A', ...records: string[]): RRset {
  const owner = name === '@' ? 'example.com.' : `${name}.example.com.`
  return { name: owner, type, ttl: 300, records: records.length > 0 ? records : ['192.0.2.1'] }
}
