/** What somebody has to know to set up a secondary. */
export interface SecondaryConfig {
  /** Where the built-in name server is, as the secondary reaches it. */
  primary: { address: string; port: number }
  /** Where the secondary answers. */
  own: { address: string; port: number }
  /** Null where requests aren't signed. */
  key: { name: string; algorithm: string; secret: string } | null
  /** The catalog zone that it learns its zones from; null where there is none. */
  catalog: string | null
  /** Domains of the zones that it follows. */
  zones: readonly string[]
}

export type ServerKind = 'knot' | 'nsd' | 'bind'

export const serverKinds: readonly { kind: ServerKind; name: string; file: string }[] = [
  { kind: 'knot', name: 'Knot', file: '/etc/knot/knot.conf' },
  { kind: 'nsd', name: 'NSD', file: '/etc/nsd/nsd.conf' },
  { kind: 'bind', name: 'BIND', file: '/etc/bind/named.conf' },
]

/** A whole file of settings, with Debian's places for data. The same as in docs/guide/secondaries.md. */
export function serverConfig(kind: ServerKind, config: SecondaryConfig): string {
  return `${writers[kind](config).join('\n')}\n`
}

const writers: Record<ServerKind, (config: SecondaryConfig) => string[]> = {
  knot: ({ primary, own, key, catalog, zones }) => [
    'server:',
    `    listen: ${own.address}@${own.port}`,
    '    rundir: /run/knot',
    'database:',
    '    storage: /var/lib/knot',
    ...(key === null
      ? []
      : ['key:', `  - id: ${key.name}`, `    algorithm: ${key.algorithm}`, `    secret: ${key.secret}`]),
    'remote:',
    '  - id: zoneplane',
    `    address: ${primary.address}@${primary.port}`,
    ...(key === null ? [] : [`    key: ${key.name}`]),
    'acl:',
    '  - id: zoneplane',
    `    address: ${primary.address}`,
    ...(key === null ? [] : [`    key: ${key.name}`]),
    '    action: notify',
    'template:',
    '  - id: followed',
    ...knotZone,
    'zone:',
    ...(catalog === null
      ? zones.flatMap(zone => [`  - domain: ${zone}`, '    template: followed'])
      : [`  - domain: ${catalog}`, ...knotZone, '    catalog-role: interpret', '    catalog-template: followed']),
  ],
  // NSD 4.6 knows no catalog zones.
  nsd: ({ primary, own, key, zones }) => [
    'server:',
    `    ip-address: ${own.address}@${own.port}`,
    '    zonesdir: "/var/lib/nsd"',
    '    database: ""',
    'remote-control:',
    '    control-enable: yes',
    '    control-interface: /run/nsd/nsd.ctl',
    ...(key === null
      ? []
      : ['key:', `    name: "${key.name}"`, `    algorithm: ${key.algorithm}`, `    secret: "${key.secret}"`]),
    'pattern:',
    '    name: "followed"',
    '    zonefile: "%s.zone"',
    `    request-xfr: ${primary.address}@${primary.port} ${key?.name ?? 'NOKEY'}`,
    `    allow-notify: ${primary.address} ${key?.name ?? 'NOKEY'}`,
    ...zones.flatMap(zone => ['zone:', `    name: "${zone}"`, '    include-pattern: "followed"']),
  ],
  bind: ({ primary, own, key, catalog, zones }) => {
    const from = `${primary.address} port ${primary.port}${key === null ? '' : ` key "${key.name}"`};`
    return [
      ...(key === null
        ? []
        : [`key "${key.name}" {`, `    algorithm ${key.algorithm};`, `    secret "${key.secret}";`, '};']),
      'options {',
      '    directory "/var/cache/bind";',
      ...(isIpv6(own.address)
        ? ['    listen-on { none; };', `    listen-on-v6 port ${own.port} { ${own.address}; };`]
        : [`    listen-on port ${own.port} { ${own.address}; };`, '    listen-on-v6 { none; };']),
      '    recursion no;',
      '    notify no;',
      ...(catalog === null
        ? []
        : [
            '    catalog-zones {',
            `        zone "${catalog}"`,
            `            default-primaries { ${from} }`,
            '            zone-directory "/var/cache/bind"',
            '            min-update-interval 1;',
            '    };',
          ]),
      '};',
      ...(catalog === null ? zones : [catalog]).flatMap(zone => [
        `zone "${zone}" {`,
        '    type secondary;',
        `    file "/var/cache/bind/${zone}.db";`,
        `    primaries { ${from} };`,
        ...(zone === catalog ? ['    allow-query { none; };'] : []),
        '};',
      ]),
    ]
  },
}

const knotZone = ['    storage: /var/lib/knot', '    master: zoneplane', '    acl: zoneplane']

function isIpv6(address: string): boolean {
  return address.includes(':')
}
