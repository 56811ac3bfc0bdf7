import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { startBindResolver } from './servers/bind-resolver.ts'
import type { DnsServer, ServedZone } from './servers/dns-server.ts'
import { findProgram } from './servers/find-program.ts'
import { startKnot } from './servers/knot.ts'
import { startNsd } from './servers/nsd.ts'
import { startScriptedDns } from './servers/scripted-dns.ts'

/**
 * A small Internet on loopback, with name servers on port 53 as everywhere: a root and `example.` on Knot, zones below it on NSD and
 * Knot, a server that never answers, and BIND as the resolver that knows nothing but the root.
 */
export interface DelegationWorld {
  addresses: typeof hosts
  /** As ZONEPLANE_RESOLVERS takes it. */
  resolver: string
  stop(): Promise<void>
}

/** Which zone below `example.` is delegated to whom, and what each of them serves. */
export interface Delegated {
  /** Such as `shop`. */
  label: string
  /** Host, below the zone, to the server it is. The zone's own NS set has the same. */
  nameServers: Record<string, keyof typeof hosts>
  /** Lines of the zone file; a server that isn't named doesn't serve the zone. */
  serves: Partial<Record<'nsd' | 'knot', { serial: number; lines: string[] }>>
}

/** Processes that test at once don't get in each other's way. */
const net = `127.53.${(process.pid % 250) + 1}`
const hosts = {
  root: `${net}.2`,
  nsd: `${net}.3`,
  knot: `${net}.4`,
  silent: `${net}.5`,
}
const port = 53

export async function startDelegationWorld(zones: readonly Delegated[]): Promise<DelegationWorld> {
  const started: { stop(): Promise<void> }[] = []
  const stop = async () => {
    for (const server of started.splice(0).reverse()) await server.stop()
  }
  const keep = async (server: Promise<DnsServer | { stop(): Promise<void> }>) => started.push(await server)
  const programs = { knot: findProgram('knotd')!, nsd: findProgram('nsd')!, bind: findProgram('named')! }
  try {
    await keep(startKnot(programs.knot, parents(zones), { address: hosts.root, port }))
    await keep(startNsd(programs.nsd, served(zones, 'nsd'), { address: hosts.nsd, port }))
    await keep(startKnot(programs.knot, served(zones, 'knot'), { address: hosts.knot, port }))
    await keep(startScriptedDns({ address: hosts.silent, port, udp: () => [] }))
    const resolver = await startBindResolver(programs.bind, hosts.root)
    started.push(resolver)
    return { addresses: hosts, resolver: `${resolver.host}:${resolver.port}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Whether this process may listen where name servers do; as text for `requireServer`, which tells of what is missing. */
export async function mayUsePort53(): Promise<string | undefined> {
  const socket = createSocket('udp4')
  try {
    socket.bind(port, hosts.root)
    await once(socket, 'listening')
    return 'yes'
  } catch {
    return undefined
  } finally {
    socket.close()
  }
}

const head = (serial: number) => `$TTL 60\n@ IN SOA ns.invalid. hostmaster.invalid. ${serial} 3600 600 86400 1\n`

function parents(zones: readonly Delegated[]): ServedZone[] {
  const delegations = zones.map(zone => nameServerLines(zone, `${zone.label}.example.`)).join('\n')
  const own = `@ IN NS ns.example.\nns.example. IN A ${hosts.root}\n`
  return [
    { name: 'example.', text: `$ORIGIN example.\n${head(1)}${own}${delegations}\n` },
    {
      name: '.',
      text: `$ORIGIN .\n${head(1)}@ IN NS a.root.\na.root. IN A ${hosts.root}\nexample. IN NS ns.example.\nns.example. IN A ${hosts.root}\n`,
    },
  ]
}

function served(zones: readonly Delegated[], by: 'nsd' | 'knot'): ServedZone[] {
  return zones.flatMap(zone => {
    const serving = zone.serves[by]
    const name = `${zone.label}.example.`
    if (serving === undefined) return []
    const lines = [nameServerLines(zone, '@'), ...serving.lines].join('\n')
    return { name, text: `$ORIGIN ${name}\n${head(serving.serial)}${lines}\n` }
  })
}

/** The NS set, and the addresses of the servers in it. */
function nameServerLines({ label, nameServers }: Delegated, owner: string): string {
  return Object.entries(nameServers)
    .flatMap(([host, server]) => {
      const name = `${host}.${label}.example.`
      return [`${owner} IN NS ${name}`, `${name} IN A ${hosts[server]}`]
    })
    .join('\n')
}
