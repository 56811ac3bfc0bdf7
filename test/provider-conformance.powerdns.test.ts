import { afterAll, beforeAll, describe } from 'vitest'
import { powerDnsKind } from '../src/providers/powerdns/kind.ts'
import type { Capabilities } from '../src/providers/provider.ts'
import { describeProviderConformance } from './provider-conformance.ts'
import { requireServer } from './servers/available.ts'
import { findPdns, type PdnsApi, startPdnsApi } from './servers/pdns-api.ts'
import { testIo } from './test-io.ts'

const program = findPdns()

const skip = {
  'goes through: names of characters that must be escaped': 'PowerDNS has no such names',
  'goes through: LOC at the ends of the earth': 'PowerDNS counts altitudes and sizes in centimetres of 32 bits',
}

let pdns: PdnsApi

describe.skipIf(!requireServer('pdns_server', program))('on a real PowerDNS', () => {
  beforeAll(async () => {
    pdns = await startPdnsApi(program!)
  })
  afterAll(() => pdns?.stop())

  describeFor('as it is', 'example.com.', {})
  describeFor('taken at its word about preconditions', 'example.net.', { precondition: 'exact' })
})

function describeFor(what: string, domain: string, capabilities: Partial<Capabilities>): void {
  const kind = { ...powerDnsKind, capabilities: { ...powerDnsKind.capabilities, ...capabilities } }
  describeProviderConformance(`the PowerDNS provider ${what}`, {
    kind,
    skip,
    async open() {
      const settings = {
        endpoint: pdns.endpoint,
        apiKey: pdns.apiKey,
        nameServers: ['ns1.example.net', 'ns2.example.net'],
      }
      const provider = kind.open(settings, testIo())
      const zone = await provider.zoneAdmin!.create(domain, { reference: `first of ${domain}` })
      return { kind, provider, zone, cleanup: () => provider.zoneAdmin!.delete(zone) }
    },
  })
}
