/**
 * How long after the API's reply three secondaries answer a change: NSD, Knot and BIND on this machine follow a zone by NOTIFY and
 * IXFR with TSIG. A change every 1.5 s, and then one every 100 ms: NSD takes transfers up once a second at most
 * (xfrd-reload-timeout), so that the first shows what a single change takes and the second what a busy zone's do. Each of the three
 * is asked until it answers the new address; beside them is a secondary that takes messages and never answers.
 *
 * node bench/secondaries.ts
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readTsigKey } from '../src/tsig/make-key.ts'
import type { DnsServer } from '../test/servers/dns-server.ts'
import { findProgram } from '../test/servers/find-program.ts'
import { freePort } from '../test/servers/processes.ts'
import { type SecondaryKind, secondaryPrograms, startSecondary } from '../test/servers/secondary.ts'
import { createDnsClient, type DnsClient } from './lib/dns-client.ts'
import { createHttpClient, type HttpClient } from './lib/http-client.ts'
import { percentiles } from './lib/percentiles.ts'
import { createWorkbench, requirePrograms } from './lib/processes.ts'
import { address, expectStatus } from './lib/zone-hosts.ts'
import { createZone, startInstance } from './lib/zoneplane.ts'

const domain = 'bench.example'
const kinds = Object.keys(secondaryPrograms) as SecondaryKind[]

interface Follower {
  kind: SecondaryKind
  client: DnsClient
}

requirePrograms('nsd', 'knotd', 'named')
const bench = createWorkbench()
const servers: DnsServer[] = []
const silent = createSocket('udp4').bind(0, '127.0.0.1')
try {
  await once(silent, 'listening')
  const primary = await startInstance(bench, '', { ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const http = createHttpClient(primary.port, /API_KEY=(sk_\S+)/.exec(primary.banner)?.[1] ?? '', 8)
  const zone = await createZone(http, domain)
  await write(http, zone, 0)
  const followers: Follower[] = []
  for (const kind of kinds) followers.push(await follow(http, kind, primary.dnsPort))
  await add(http, 'silent', silent.address().port)
  for (const { client } of followers) await answers(client, 0)
  await measure({ http, zone, followers, first: 1, changes: 40, interval: 1_500 })
  await measure({ http, zone, followers, first: 101, changes: 200, interval: 100 })
  for (const { client } of followers) client.close()
  http.close()
} finally {
  silent.close()
  for (const server of servers) await server.stop()
  await bench.close()
}

async function add(http: HttpClient, name: string, port: number) {
  const body = { name, address: '127.0.0.1', port }
  const made = await expectStatus(http, 201, 'POST', '/api/workspaces/default/secondaries', body)
  const read = readTsigKey((JSON.parse(made) as { data: { tsig: Parameters<typeof readTsigKey>[0] } }).data.tsig)
  if (!('key' in read)) throw new Error('the key can’t be read')
  return read.key
}

async function follow(http: HttpClient, kind: SecondaryKind, primaryPort: number): Promise<Follower> {
  const port = await freePort()
  const key = await add(http, kind, port)
  const fetched = { zones: [`${domain}.`], primary: { host: '127.0.0.1', port: primaryPort }, key }
  const program = findProgram(secondaryPrograms[kind])!
  servers.push(await startSecondary(kind, program, fetched, { address: '127.0.0.1', port }))
  return { kind, client: await createDnsClient(port, 100) }
}

interface Run {
  http: HttpClient
  zone: string
  followers: Follower[]
  /** Number of the first change. */
  first: number
  changes: number
  /** Milliseconds from one to the next. */
  interval: number
}

async function measure({ http, zone, followers, first, changes, interval }: Run): Promise<void> {
  const waits = new Map(followers.map(({ kind }) => [kind, [] as number[]]))
  const all: number[] = []
  const pending: Promise<void>[] = []
  for (let turn = first; turn < first + changes; turn++) {
    const began = performance.now()
    await write(http, zone, turn)
    const replied = performance.now()
    const seen = followers.map(async ({ kind, client }) => {
      await answers(client, turn)
      waits.get(kind)?.push(performance.now() - replied)
    })
    pending.push(Promise.all(seen).then(() => void all.push(performance.now() - replied)))
    await new Promise(resolve => setTimeout(resolve, Math.max(0, interval - (performance.now() - began))))
  }
  await Promise.all(pending)
  console.log(`\n${changes} changes, one every ${interval} ms: milliseconds from the reply to the new answer`)
  console.log('               half    99 %     all')
  for (const [kind, values] of [...waits, ['all three', all] as const]) {
    const { half, most, worst } = percentiles(values)
    console.log(`  ${kind.padEnd(10)} ${[half, most, worst].map(value => value.toFixed(0).padStart(7)).join(' ')}`)
  }
}

async function write(http: HttpClient, zone: string, turn: number): Promise<void> {
  const body = { name: `set-${turn}`, type: 'A', ttl: 300, values: [address(turn)] }
  await expectStatus(http, 201, 'POST', `${zone}/records`, body)
}

/** Each change is a name of its own, so that one that was overtaken counts too. NSD loses questions while it takes up a transfer. */
async function answers(client: DnsClient, turn: number): Promise<void> {
  const deadline = performance.now() + 30_000
  while ((await client.ask(`set-${turn}.${domain}.`).catch(() => '')) !== address(turn)) {
    if (performance.now() > deadline) throw new Error(`change ${turn} has not arrived`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}
