import { join } from 'node:path'
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
