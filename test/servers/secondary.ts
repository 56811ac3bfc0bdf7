import { tsigSecretText } from '../../src/tsig/make-key.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
import { type DnsServer, type Place, startDnsServer } from './dns-server.ts'

/** What a secondary fetches, and from where. */
export interface Fetched {
  /** With the final dot. */
  zones: readonly string[]
  primary: { host: string; port: number }
  key: TsigKey
}

export type SecondaryKind = 'nsd' | 'knot' | 'bind'

/** What each kind's program is called. */
export const secondaryPrograms: Record<SecondaryKind, string> = { nsd: 'nsd', knot: 'knotd', bind: 'named' }

/** Starts a secondary and waits until it serves the first zone. It takes NOTIFY from 127.0.0.1, signed or not. */
export function startSecondary(kind: SecondaryKind, program: string, fetched: Fetched, at?: Place): Promise<DnsServer> {
  return startDnsServer({
    name: kind,
    program,
    zones: [],
    awaited: fetched.zones[0]!,
    patience: 60_000,
    at,
    configure: ({ folder, ...place }) => recipes[kind](folder, place, fetched),
  })
}

type Recipe = (folder: string, at: Place, fetched: Fetched) => { files: Record<string, string>; args: string[] }

const recipes: Record<SecondaryKind, Recipe> = {
  nsd: (folder, at, fetched) => ({
    args: ['-d', '-c', `${folder}/nsd.conf`],
    files: { 'nsd.conf': nsdSettings(folder, at, fetched) },
  }),
  knot: (folder, at, fetched) => ({
    args: ['-c', `${folder}/knot.conf`, '-s', `${folder}/knot.sock`],
    files: { 'knot.conf': knotSettings(folder, at, fetched) },
  }),
  bind: (folder, at, fetched) => ({
    args: ['-g', '-c', `${folder}/named.conf`, '-n', '1'],
    files: { 'named.conf': bindSettings(folder, at, fetched) },
  }),
}

function nsdSettings(folder: string, { address, port }: Place, { zones, primary, key }: Fetched): string {
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
    'remote-control:',
    '  control-enable: no',
    'key:',
    `  name: "${key.name}"`,
    `  algorithm: ${key.algorithm}`,
    `  secret: "${tsigSecretText(key)}"`,
  ]
  const fetched = zones.flatMap(name => [
    'zone:',
    `  name: "${name}"`,
    `  zonefile: "${name}zone"`,
    `  request-xfr: ${primary.host}@${primary.port} "${key.name}"`,
    `  allow-notify: 127.0.0.1 "${key.name}"`,
    '  allow-notify: 127.0.0.1 NOKEY',
    '  provide-xfr: 127.0.0.1 NOKEY',
  ])
  return [...server, ...fetched, ''].join('\n')
}

function knotSettings(folder: string, { address, port }: Place, { zones, primary, key }: Fetched): string {
  const server = [
    'server:',
    `    listen: ${address}@${port}`,
    `    rundir: ${folder}`,
    '    udp-workers: 1',
    '    tcp-workers: 1',
    '    background-workers: 1',
    'log:',
    '  - target: stdout',
    '    any: info',
    'database:',
    `    storage: ${folder}`,
    'key:',
    `  - id: ${key.name}`,
    `    algorithm: ${key.algorithm}`,
    `    secret: ${tsigSecretText(key)}`,
    'remote:',
    '  - id: primary',
    `    address: ${primary.host}@${primary.port}`,
    `    key: ${key.name}`,
    'acl:',
    '  - id: all',
    '    address: 127.0.0.1',
    '    action: [notify, transfer]',
    '  - id: signed',
    '    address: 127.0.0.1',
    `    key: ${key.name}`,
    '    action: notify',
    'zone:',
  ]
  const fetched = zones.flatMap(name => [
    `  - domain: ${name}`,
    `    storage: ${folder}`,
    '    master: primary',
    '    acl: [all, signed]',
  ])
  return [...server, ...fetched, ''].join('\n')
}

function bindSettings(folder: string, { port }: Place, { zones, primary, key }: Fetched): string {
  const options = [
    `key "${key.name}" { algorithm ${key.algorithm}; secret "${tsigSecretText(key)}"; };`,
    'controls { };',
    'options {',
    `  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";`,
    `  managed-keys-directory "${folder}"; lock-file none;`,
    `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    '  recursion no; dnssec-validation no; empty-zones-enable no; notify no; min-refresh-time 1; min-retry-time 1;',
    '  allow-transfer { 127.0.0.1; };',
    '};',
  ]
  const fetched = zones.map(
    name =>
      `zone "${name}" { type secondary; file "${folder}/${name}zone"; allow-notify { 127.0.0.1; };` +
      ` primaries { ${primary.host} port ${primary.port} key "${key.name}"; }; };`,
  )
  return [...options, ...fetched, ''].join('\n')
}
