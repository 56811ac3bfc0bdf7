import { type DnsServer, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'

/** Knot with one thread for each kind of work. */
export function startKnot(program: string, zones: readonly ServedZone[]): Promise<DnsServer> {
  return startDnsServer({
    name: 'knot',
    program,
    zones,
    configure: ({ folder, port }) => ({
      args: ['-c', `${folder}/knot.conf`, '-s', `${folder}/knot.sock`],
      files: { 'knot.conf': settings(folder, port, zones) },
    }),
  })
}

function settings(folder: string, port: number, zones: readonly ServedZone[]): string {
  const server = [
    'server:',
    `    listen: 127.0.0.1@${port}`,
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
