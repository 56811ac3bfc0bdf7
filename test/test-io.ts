import type { ProviderIo } from '../src/providers/provider.ts'
import { createDnsClient } from '../src/resolver/create-dns-client.ts'
import type { DnsClient } from '../src/resolver/dns-client.ts'

/** Talks to whatever name server a test names. */
export const testDns: DnsClient = createDnsClient({ isAllowed: () => true, now: Date.now })

/** The world as providers see it, with nobody who reads the log. */
export function testIo(): ProviderIo {
  return { fetch, dns: testDns, now: Date.now, log: { debug: () => {}, warn: () => {} } }
}
