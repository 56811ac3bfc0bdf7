import { type DnsServer, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'

/** BIND with one thread, authoritative alone, giving answers as small as ours. */
export function startBind(program: string, zones: readonly ServedZone[]): Promise<DnsServer> {
  return startDnsServer({
    name: 'bind',
    program,
    zones,
    configure: ({ folder, port }) => ({
      args: ['-g', '-c', `${folder}/named.conf`, '-n', '1'],
      files: { 'named.conf': settings(folder, port, zones) },
    }),
  })
}

function settings(folder: string, port: number, zones: readonly ServedZone[]): string {
  const options = [
    'controls { };',
    'options {',
    `  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";`,
    `  managed-keys-directory "${folder}"; lock-file none;`,
    `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    '  recursion no; dnssec-validation no; empty-zones-enable no; notify no; minimal-responses yes; minimal-any yes;',
    '  check-names primary ignore;',
    '};',
  ]
  const served = zones.map(
    zone => `zone "${zone.name}" { type primary; file "${zoneFile(zone)}"; check-integrity no; };`,
  )
  return [...options, ...served, ''].join('\n')
}
