import { route53Kind } from '../src/providers/route53/kind.ts'
import { createRoute53Provider } from '../src/providers/route53/provider.ts'
import { usualKey } from './fakes/route53/options.ts'
import { startFakeRoute53 } from './fakes/route53/server.ts'
import { describeProviderConformance } from './provider-conformance.ts'

const log = { debug: () => {}, warn: () => {} }

describeFake('Route 53, simulated', 'ErrorResponse')
describeFake('Route 53, simulated with errors in their other shape', 'InvalidChangeBatch')

function describeFake(name: string, changeBatchErrors: 'ErrorResponse' | 'InvalidChangeBatch'): void {
  describeProviderConformance(name, {
    kind: route53Kind,
    async open() {
      const fake = await startFakeRoute53({ changeBatchErrors, limits: { requests: Infinity } })
      const provider = createRoute53Provider({ ...usualKey, endpoint: fake.url }, { fetch, now: Date.now, log })
      const zone = await provider.zoneAdmin!.create('example.com.', { reference: 'first' })
      return { kind: route53Kind, provider, zone, cleanup: () => fake.close() }
    },
  })
}
