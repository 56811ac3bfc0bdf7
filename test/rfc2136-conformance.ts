import { rfc2136Kind } from '../src/providers/rfc2136/kind.ts'
import { type ConformanceSubject, describeProviderConformance } from './provider-conformance.ts'
import type { DnsServer } from './servers/dns-server.ts'
import { emptyZone, keyText, type PrimaryOptions, testKey } from './servers/primary.ts'
import { testIo } from './test-io.ts'

interface Subject {
  skip?: Record<string, string>
  start(options: PrimaryOptions): Promise<DnsServer>
}

/** The conformance suite on a real server that takes updates. */
export function describeRfc2136Conformance(name: string, { skip = {}, start }: Subject): void {
  describeProviderConformance(`the RFC 2136 provider on ${name}`, {
    kind: rfc2136Kind,
    skip,
    async open(): Promise<ConformanceSubject> {
      const [updateKey, transferKey] = [testKey('update', 'hmac-sha512'), testKey('transfer')]
      const server = await start({ zones: [emptyZone('example.com.')], updateKey, transferKey })
      const { host, port } = server
      const settings = { server: host, port, tsig: keyText(updateKey), transferTsig: keyText(transferKey) }
      const provider = rfc2136Kind.open({ ...settings, zones: ['example.com'] }, testIo())
      const [zone] = await Array.fromAsync(provider.zones())
      return { kind: rfc2136Kind, provider, zone: zone!, cleanup: () => server.stop() }
    },
  })
}
