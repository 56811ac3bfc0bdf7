import { generateTsigKey, tsigSecretText } from '../../src/tsig/make-key.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
import { type DnsServer, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'

/** What a server that takes signed updates is started with. */
export interface PrimaryOptions {
  zones: readonly ServedZone[]
  /** May update. */
  updateKey: TsigKey
  /** May transfer; the same key where it's left out, and nobody where it is null. */
  transferKey?: TsigKey | null
  /** The server signs the zones. */
  signs?: boolean
}

export function testKey(name: string, algorithm: TsigKey['algorithm'] = 'hmac-sha256'): TsigKey {
  return generateTsigKey(`${name}.`, algorithm)
}

/** As credentials have it. */
export function keyText(key: TsigKey): { name: string; algorithm: string; secret: string } {
  return { name: key.name, algorithm: key.algorithm, secret: tsigSecretText(key) }
}

/** For `dig -y`, `kdig -y` and `nsupdate -y`. */
export function keyArgument(key: TsigKey): string {
  return `${key.algorithm}:${key.name}:${tsigSecretText(key)}`
}

/** A zone of nothing but SOA and NS. */
export function emptyZone(name: string): ServedZone {
  return {
    name,
    text: `$ORIGIN ${name}\n$TTL 300\n@ IN SOA ns1.example.net. host 1 3600 600 86400 300\n@ IN NS ns1.example.net.\n@ IN NS ns2.example.net.\n`,
  }
}

function keysOf({ updateKey, transferKey }: PrimaryOptions): TsigKey[] {
  return transferKey ? [updateKey, transferKey] : [updateKey]
}

/** BIND with dynamic zones. */
export function startBindPrimary(program: string, options: PrimaryOptions): Promise<DnsServer> {
  const { zones, updateKey, transferKey = updateKey, signs } = options
  return startDnsServer({
    name: 'bind',
    program,
    zones,
    configure({ folder, port }) {
      const transfer = transferKey === null ? 'none' : `key "${transferKey.name}"`
      const signing = signs ? ' dnssec-policy default; inline-signing no;' : ''
      const text = [
        ...keysOf(options).map(
          key => `key "${key.name}" { algorithm ${key.algorithm}; secret "${tsigSecretText(key)}"; };`,
        ),
        'controls { };',
        'options {',
        `  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";`,
        `  managed-keys-directory "${folder}"; key-directory "${folder}"; lock-file none;`,
        `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
        '  recursion no; dnssec-validation no; empty-zones-enable no; notify no; check-names primary ignore;',
        `  allow-transfer { ${transfer}; };`,
        '};',
        ...zones.map(
          zone =>
            `zone "${zone.name}" { type primary; file "${folder}/${zoneFile(zone)}"; check-integrity no;` +
            ` update-policy { grant "${updateKey.name}" zonesub ANY; };${signing} };`,
        ),
        '',
      ].join('\n')
      return { args: ['-g', '-c', `${folder}/named.conf`, '-n', '1'], files: { 'named.conf': text } }
    },
  })
}

/** Knot with dynamic zones. */
export function startKnotPrimary(program: string, options: PrimaryOptions): Promise<DnsServer> {
  const { zones, updateKey, transferKey = updateKey, signs } = options
  return startDnsServer({
    name: 'knot',
    program,
    zones,
    configure({ folder, address, port }) {
      const text = [
        'server:',
        `    listen: ${address}@${port}`,
        `    rundir: ${folder}`,
        '    udp-workers: 1',
        '    tcp-workers: 1',
        '    background-workers: 1',
        'database:',
        `    storage: ${folder}`,
        'key:',
        ...keysOf(options).flatMap(key => [
          `  - id: ${key.name}`,
          `    algorithm: ${key.algorithm}`,
          `    secret: ${tsigSecretText(key)}`,
        ]),
        'acl:',
        '  - id: update',
        `    key: ${updateKey.name}`,
        '    action: update',
        ...(transferKey === null ? [] : ['  - id: transfer', `    key: ${transferKey.name}`, '    action: transfer']),
        'zone:',
        ...zones.flatMap(zone => [
          `  - domain: ${zone.name}`,
          `    storage: ${folder}`,
          `    file: ${zoneFile(zone)}`,
          `    acl: [update${transferKey === null ? '' : ', transfer'}]`,
          ...(signs ? ['    dnssec-signing: on'] : []),
        ]),
        '',
      ].join('\n')
      return {
        args: ['-c', `${folder}/knot.conf`, '-s', `${folder}/knot.sock`],
        files: { 'knot.conf': text },
      }
    },
  })
}
