import { memoryKind } from '../src/providers/memory/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import { describeProviderConformance } from './provider-conformance.ts'

const io = { fetch, now: Date.now, log: { debug: () => {}, warn: () => {} } }
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
