import { type DnsServer, type Place, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'

/** Knot with one thread for each kind of work. */
export function startKnot(program: string, zones: readonly ServedZone[], at?: Place): Promise<DnsServer> {
  return startDnsServer({
    name: 'knot',
    program,
    zones,
    at,
    configure: ({ folder, ...listen }) => ({
      args: ['-c', `${folder}/knot.conf`, '-s', `${folder}/knot.sock`],
      files: { 'knot.conf': settings(folder, listen, zones) },
    }),
  })
}

function settings(folder: string, { address, port }: Place, zones: readonly ServedZone[]): string {
  const server = [
    'server:',
    `    listen: ${address}@${port}`,
    `    rundir: ${folder}`,
    '    udp-workers: 1',
    '    tcp-workers: 1',
    '    background-workers: 1',
    'database:',
    `    storage: ${folder}`,
    'zone:',
  ]
  const served = zones.flatMap(zone => [
    `  - domain: ${zone.name}`,
    `    storage: ${folder}`,
    `    file: ${zoneFile(zone)}`,
  ])
  return [...server, ...served, ''].join('\n')
}
