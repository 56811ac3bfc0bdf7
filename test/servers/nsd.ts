import { type DnsServer, type Place, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'

/** NSD with one process that answers, giving answers as small as ours. */
export function startNsd(program: string, zones: readonly ServedZone[], at?: Place): Promise<DnsServer> {
  return startDnsServer({
    name: 'nsd',
    program,
    zones,
    at,
    configure: ({ folder, ...listen }) => ({
      args: ['-d', '-c', `${folder}/nsd.conf`],
      files: { 'nsd.conf': settings(folder, listen, zones) },
    }),
  })
}

function settings(folder: string, { address, port }: Place, zones: readonly ServedZone[]): string {
  const server = [
    'server:',
    `  ip-address: ${address}@${port}`,
    '  username: ""',
    '  chroot: ""',
    `  zonesdir: "${folder}"`,
    '  database: ""',
    `  zonelistfile: "${folder}/zone.list"`,
    `  pidfile: "${folder}/nsd.pid"`,
    `  xfrdfile: "${folder}/xfrd.state"`,
    `  xfrdir: "${folder}"`,
    '  server-count: 1',
    '  minimal-responses: yes',
    '  rrl-ratelimit: 0',
    'remote-control:',
    '  control-enable: no',
  ]
  const served = zones.flatMap(zone => ['zone:', `  name: "${zone.name}"`, `  zonefile: "${zoneFile(zone)}"`])
  return [...server, ...served, ''].join('\n')
}
