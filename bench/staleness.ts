/**
 * How long the name servers of other instances go on answering old data: milliseconds from the reply to a write at instance A
 * until B and C answer what was written, asked without a pause. Three instances on one PostgreSQL, first with nothing else to
 * do, then while 20 callers write to all of them. Then for a fourth one, D, whose connection for notices is cut right before
 * each write, hangs without a word, and at last brings no notices although it is alive.
 *
 * node bench/staleness.ts [writes]
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { findPostgres, startPostgres } from '../test/servers/postgres.ts'
import { createDnsClient, type DnsClient } from './lib/dns-client.ts'
import { createHttpClient, type HttpClient } from './lib/http-client.ts'
import { percentiles } from './lib/percentiles.ts'
import { startPostgresProxy } from './lib/postgres-proxy.ts'
import { createWorkbench, until } from './lib/processes.ts'
import { targetsOf, writeFor } from './lib/write-load.ts'
import { address, type HostedZone } from './lib/zone-hosts.ts'
import { createZone, hostedZone, startInstallation, startInstance } from './lib/zoneplane.ts'

const writes = Number(process.argv[2] ?? 300)
const callers = 20
const loadSeconds = 20

const programs = findPostgres()
if (programs === undefined) throw new Error('PostgreSQL is not installed')
const bench = createWorkbench()
const postgres = await startPostgres(programs)
const databaseUrl = await postgres.createDatabase()
const { port: databasePort } = new URL(databaseUrl)
const database = new Client({ connectionString: databaseUrl })
await database.connect()
const proxy = await startPostgresProxy(Number(databasePort))
let lastWrite = 0
try {
  const { instances, apiKey } = await startInstallation(bench, [databaseUrl, databaseUrl, databaseUrl])
  const clients = instances.map(({ port }) => createHttpClient(port, apiKey, callers))
  const servers = await Promise.all(instances.map(({ dnsPort }) => createDnsClient(dnsPort)))
  await measureNotices(clients, servers)
  const fourth = await startInstance(bench, databaseUrl.replace(`:${databasePort}/`, `:${proxy.port}/`))
  const server = await createDnsClient(fourth.dnsPort)
  await measureFaults(clients[0]!, server)
  for (const one of [...clients, ...servers, server]) one.close()
} finally {
  await bench.close()
  proxy.close()
  await database.end()
  await postgres.stop()
}

async function measureNotices(clients: HttpClient[], servers: DnsClient[]): Promise<void> {
  let [turn, sent] = [0, 0]
  const next = () => clients[turn++ % clients.length]!
  const path = await createZone(clients[0]!, 'bench.example')
  const zone = hostedZone(() => clients[0]!, path)
  const tally = { turn: 1_000_000, acknowledged: 0, refused: 0 }
  const targets = [
    ...targetsOf(hostedZone(next, path), callers / 2),
    ...targetsOf(hostedZone(next, await createZone(clients[0]!, 'beside.example')), callers / 2),
  ]
  report('nothing else to do', await lagsWhile(() => sent++ < writes, zone, servers))
  let loaded = false
  const load = writeFor(loadSeconds, { targets, callers, tally }).finally(() => {
    loaded = true
  })
  const lags = await lagsWhile(() => !loaded, zone, servers)
  const rate = (await load).writesPerSecond.toFixed(0)
  report(`${callers} callers write to the same zone and one beside it, ${rate} writes/s in all`, lags)
}

/** Writes one after another, and waits each time until all servers answer it. */
async function lagsWhile(
  goesOn: () => boolean,
  zone: HostedZone,
  servers: readonly DnsClient[],
): Promise<Map<string, number[]>> {
  const lags = servers.map((): number[] => [])
  while (goesOn()) {
    const found = await writeAndWait(zone, 'bench.example', servers)
    for (const [index, lag] of found.entries()) lags[index]!.push(lag)
    await pause(Math.random() * 20)
  }
  return new Map(lags.map((values, index) => ['ABC'.charAt(index), values]))
}

async function writeAndWait(
  zone: HostedZone,
  domain: string,
  servers: readonly DnsClient[],
  interval?: number,
): Promise<number[]> {
  const value = address(++lastWrite)
  if (!(await zone.write('www', value))) throw new Error('a write was refused')
  const replied = performance.now()
  const answered = async (server: DnsClient) => {
    while ((await server.ask(`www.${domain}.`)) !== value) if (interval !== undefined) await pause(interval)
    return performance.now() - replied
  }
  return Promise.all(servers.map(answered))
}

async function measureFaults(client: HttpClient, server: DnsClient): Promise<void> {
  const zones: FaultZone[] = []
  for (let index = 0; index < 40; index++) {
    const domain = `fault-${index}.example`
    zones.push({ domain, zone: hostedZone(() => client, await createZone(client, domain)) })
  }
  for (const { zone, domain } of zones) await writeAndWait(zone, domain, [server])
  report('cut right before the write', new Map([['D', await lagsAfterCuts(zones, server)]]))
  report('hanging, writes spread over 4 seconds', new Map([['D', await lagsWhileHanging(zones, server)]]))
  proxy.dropNotices()
  report('alive and without notices', new Map([['D', await lagsSpread(zones, 10_000, server)]]))
}

interface FaultZone {
  domain: string
  zone: HostedZone
}

async function lagsAfterCuts(zones: readonly FaultZone[], server: DnsClient): Promise<number[]> {
  const lags: number[] = []
  for (const { zone, domain } of zones) {
    const port = proxy.noticesPort()
    await database.query('select pg_terminate_backend(pid) from pg_stat_activity where client_port = $1', [port])
    lags.push(...(await writeAndWait(zone, domain, [server])))
    await until('the connection for notices', async () => proxy.noticesPort() !== port || undefined)
    await pause(200)
  }
  return lags
}

async function lagsWhileHanging(zones: readonly FaultZone[], server: DnsClient): Promise<number[]> {
  const lags: number[] = []
  for (let round = 0; round < 3; round++) {
    proxy.hang()
    lags.push(...(await lagsSpread(zones.slice(0, 10), 4000, server)))
    await pause(1000)
  }
  return lags
}

/** One write in each zone, the first one now. */
function lagsSpread(zones: readonly FaultZone[], milliseconds: number, server: DnsClient): Promise<number[]> {
  const lags = zones.map(async ({ zone, domain }, index) => {
    await pause((index * milliseconds) / zones.length)
    return writeAndWait(zone, domain, [server], 5)
  })
  return Promise.all(lags).then(all => all.flat())
}

function report(title: string, lags: ReadonlyMap<string, readonly number[]>): void {
  console.log(`\n${title}: milliseconds behind`)
  for (const [name, values] of lags) {
    const { half, most, worst } = percentiles(values)
    const figures = [half, most, worst].map(value => value.toFixed(1))
    console.log(`  ${name}  p50 ${figures[0]}, p99 ${figures[1]}, max ${figures[2]}  (${values.length} writes)`)
  }
}
