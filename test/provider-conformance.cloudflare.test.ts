import { cloudflareKind } from '../src/providers/cloudflare/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import type { FakeCloudflareOptions } from './fakes/cloudflare/options.ts'
import { startFakeCloudflare } from './fakes/cloudflare/server.ts'
import { describeProviderConformance } from './provider-conformance.ts'
import { testIo } from './test-io.ts'

const io = testIo()
/** Tests ask more quickly than anybody who pays for it. */
const limits = { requests: 1_000_000, requestsPerSecond: 1_000_000 }

const skip = {
  'goes through: text of 0 bytes': 'Cloudflare refuses TXT records without text',
  'goes through: names of characters that must be escaped': 'Cloudflare has no such names',
}

describeFor('with batches', {}, {})
describeFor('record by record, where there are no batches', {}, { batch: false })
describeFor('taken at its word about preconditions', { precondition: 'exact' }, {})

function describeFor(what: string, capabilities: Partial<Capabilities>, options: FakeCloudflareOptions): void {
  const kind = { ...cloudflareKind, capabilities: { ...cloudflareKind.capabilities, ...capabilities } }
  describeProviderConformance(`the Cloudflare provider ${what}`, {
    kind,
    skip,
    async open() {
      const fake = await startFakeCloudflare({ limits, ...options })
      fake.addZone({ name: 'example.com' })
      const provider = kind.open({ apiToken: 'fake-token', endpoint: fake.url }, io)
      const [zone] = await Array.fromAsync(provider.zones())
      return { kind, provider, zone: zone!, cleanup: () => fake.close() }
    },
  })
}
