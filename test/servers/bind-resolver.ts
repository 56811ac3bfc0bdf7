import { type DnsServer, type Place, startDnsServer } from './dns-server.ts'

/** By this zone it's seen that the resolver is up. */
const ready = {
  name: 'ready.invalid.',
  text: '@ 60 IN SOA ready.invalid. ready.invalid. 1 60 60 60 60\n@ 60 IN NS ready.invalid.\n@ 60 IN A 127.0.0.1\n',
}

/**
 * BIND as a resolver that begins at a root of the test's own, and keeps nothing for longer than it must. It listens on no other
 * addresses than those of interfaces, so on 127.0.0.1.
 */
export function startBindResolver(program: string, root: string): Promise<DnsServer> {
  return startDnsServer({
    name: 'bind-resolver',
    program,
    zones: [ready],
    configure: ({ folder, ...listen }) => ({
      args: ['-g', '-c', `${folder}/named.conf`, '-n', '1'],
      files: {
        'named.conf': settings(folder, listen),
        'root.hints': `. 60 IN NS a.root.\na.root. 60 IN A ${root}\n`,
      },
    }),
  })
}

function settings(folder: string, { address, port }: Place): string {
  return [
    'controls { };',
    'options {',
    `  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key";`,
    `  managed-keys-directory "${folder}"; lock-file none;`,
    `  listen-on port ${port} { ${address}; }; listen-on-v6 { none; };`,
    '  recursion yes; allow-recursion { any; }; dnssec-validation no; empty-zones-enable no; notify no;',
    '  max-cache-ttl 0; max-ncache-ttl 0; servfail-ttl 0; resolver-query-timeout 1000;',
    '};',
    'zone "." { type hint; file "root.hints"; };',
    `zone "${ready.name}" { type primary; file "${ready.name}zone"; check-integrity no; };`,
    '',
  ].join('\n')
}
