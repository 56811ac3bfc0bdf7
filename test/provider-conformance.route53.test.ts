import { describe } from 'vitest'
import { route53Kind } from '../src/providers/route53/kind.ts'
import { usualKey } from './fakes/route53/options.ts'
import { startFakeRoute53 } from './fakes/route53/server.ts'
import { type ConformanceSubject, describeProviderConformance } from './provider-conformance.ts'
import { findMoto, startMoto } from './servers/moto.ts'
import { testIo } from './test-io.ts'

describeFake('Route 53, simulated,', 'ErrorResponse')
describeFake('Route 53, simulated with errors of another shape,', 'InvalidChangeBatch')

function describeFake(name: string, changeBatchErrors: 'ErrorResponse' | 'InvalidChangeBatch'): void {
  describeProviderConformance(name, {
    kind: route53Kind,
    async open() {
      const fake = await startFakeRoute53({ changeBatchErrors, limits: { requests: Number.POSITIVE_INFINITY } })
      return openAt(fake.url, () => fake.close())
    },
  })
}

const moto = findMoto()

const repeatedCreate = 'moto 5.2 refuses a CREATE that the zone has had before, though a DELETE stands before it'
const noPreconditions = 'moto 5.2 takes a CREATE of a set that is there and compares a DELETE with what was ever there'

const wrongInMoto: Record<string, string> = {
  'goes through: the TTL and a value more': repeatedCreate,
  'goes through: values come and go, one at a time': repeatedCreate,
  'goes through: all values of a set at once': repeatedCreate,
  'creating a set that is there is a conflict and changes nothing': noPreconditions,
  'creating the very set that is there is a conflict and changes nothing': noPreconditions,
  'deleting a set that is not there is a conflict and changes nothing': noPreconditions,
  'deleting a set with other values is a conflict and changes nothing': noPreconditions,
  'deleting a set with one value of two is a conflict and changes nothing': noPreconditions,
  'deleting a set with another TTL is a conflict and changes nothing': noPreconditions,
  'replacing a set that is not there is a conflict and changes nothing': noPreconditions,
  'replacing a set with other values is a conflict and changes nothing': noPreconditions,
  'applies a batch whole or not at all, wherever in it the change stands that is refused': noPreconditions,
}

describe.skipIf(moto === undefined)('on moto', () => {
  describeProviderConformance('Route 53 as moto simulates it', {
    kind: route53Kind,
    skip: wrongInMoto,
    async open() {
      const { url, stop } = await startMoto(moto!)
      return openAt(url, stop)
    },
  })
})

async function openAt(endpoint: string, cleanup: () => Promise<void>): Promise<ConformanceSubject> {
  const provider = route53Kind.open({ ...usualKey, endpoint }, testIo())
  const zone = await provider.zoneAdmin!.create('example.com.', { reference: 'first' })
  return { kind: route53Kind, provider, zone, cleanup }
}
