import { memoryKind } from '../src/providers/memory/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import { describeProviderConformance } from './provider-conformance.ts'
import { testIo } from './test-io.ts'

const io = testIo()
const batch = { maxChanges: 100, limits: {}, weigh: () => ({}), atomic: true }

describeFor('with atomic batches', {})
describeFor('with batches that may come to a part', { batch: { ...batch, atomic: false } })
describeFor('without preconditions', { precondition: 'none' })

function describeFor(what: string, capabilities: Partial<Capabilities>): void {
  const kind = memoryKind({ capabilities })
  describeProviderConformance(`the memory provider ${what}`, {
    kind,
    async open() {
      const provider = kind.open({ account: 'one' }, io)
      const zone = await provider.zoneAdmin!.create('example.com.', { reference: 'first' })
      return { kind, provider, zone, cleanup: async () => {} }
    },
  })
}
