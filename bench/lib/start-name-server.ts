import { join } from 'node:path'
import { tsigSecretText } from '../../src/tsig/make-key.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
import { type DnsServer, type ServedZone, startDnsServer, zoneFile } from '../../test/servers/dns-server.ts'

/** Our name server alone, in a process of its own that does nothing else. */
export function startOurs(zones: readonly ServedZone[]): Promise<DnsServer> {
  const program = join(import.meta.dirname, 'serve-zones.ts')
  return startDnsServer({
    name: 'Zoneplane',
    program: process.execPath,
    zones,
    configure: ({ port }) => ({ files: {}, args: [program, String(port), ...zones.map(zoneFile)] }),
  })
}

/** The same with a zone that may be transferred with a key, however large it is. */
export function startOurPrimary(zones: readonly ServedZone[], key: TsigKey): Promise<DnsServer> {
  const program = join(import.meta.dirname, 'serve-transfers.ts')
  return startDnsServer({
    name: 'Zoneplane',
    program: process.execPath,
    zones,
    patience: 60_000,
    configure: ({ port }) => ({
      files: {},
      args: [program, String(port), key.name, tsigSecretText(key), ...zones.map(zoneFile)],
    }),
  })
}
