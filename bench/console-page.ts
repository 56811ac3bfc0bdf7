/**
 * What a console asks for to show a zone of 100,000 record sets: its first page, later ones, other orders and searches from
 * Zoneplane, on SQLite and PostgreSQL; and from PowerDNS' API the same first page, which is the whole zone, as it has no pages.
 * One request at a time, in turn, in one run: bytes of the reply, and milliseconds until it is there whole.
 *
 * node bench/console-page.ts [sets] [rounds]
 */
import { findPostgres, startPostgres } from '../test/servers/postgres.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { createHttpClient, type HttpClient } from './lib/http-client.ts'
import { startPowerDns } from './lib/powerdns.ts'
import { createWorkbench, requirePrograms, type Workbench } from './lib/processes.ts'
import { address, expectStatus } from './lib/zone-hosts.ts'
import { createZone, startInstallation } from './lib/zoneplane.ts'

const sets = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 30)
const domain = 'bench.example'

interface Contender {
  name: string
  client: HttpClient
  path: string
  milliseconds: number[]
  bytes: number
}

requirePrograms('pdns_server')
const bin = findPostgres()
const bench = createWorkbench()
const postgres = bin === undefined ? undefined : await startPostgres(bin)
try {
  const peer = await powerDns(bench)
  const contenders = [peer, ...(await zoneplane(bench, 'Zoneplane (SQLite)'))]
  if (postgres !== undefined) {
    contenders.push(...(await zoneplane(bench, 'Zoneplane (PostgreSQL)', [await postgres.createDatabase()])))
  }
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const one of contenders) await measure(one, round > 0)
  }
  report(contenders, peer)
  for (const { client } of contenders) client.close()
} finally {
  await bench.close()
  await postgres?.stop()
}

async function powerDns(bench: Workbench): Promise<Contender> {
  const host = await startPowerDns(bench)
  await host.addZone(domain, sets)
  const client = createHttpClient(host.port, 'bench', 1)
  const path = `/api/v1/servers/localhost/zones/${domain}.`
  return { name: `${host.name}: the whole zone`, client, path, milliseconds: [], bytes: 0 }
}

async function zoneplane(bench: Workbench, name: string, databaseUrls: string[] = []): Promise<Contender[]> {
  const { instances, apiKey } = await startInstallation(bench, databaseUrls)
  const { port } = instances[0]!
  const client = createHttpClient(port, apiKey, 1)
  const zone = await createZone(client, domain)
  await fill(`http://127.0.0.1:${port}${zone}`, apiKey)
  const page = (title: string, query: string): Contender => {
    return { name: `${name}: ${title}`, client, path: `${zone}/records?limit=100${query}`, milliseconds: [], bytes: 0 }
  }
  const middle = JSON.parse(await expectStatus(client, 200, 'GET', `${zone}/records?limit=1&search=set-5.`)) as Page
  return [
    page('first page', ''),
    page('a page from the middle', `&cursor=${middle.nextCursor ?? cursorOf(middle)}`),
    page('first page by TTL, downward', '&sort=ttl&order=desc'),
    page('search that finds 11', '&search=set-4321'),
    page('search that finds nearly all', '&search=set-'),
    page('search that finds nothing', '&search=nowhere'),
    page('search for a value', '&search=10.0.77.7'),
  ]
}

interface Page {
  data: { name: string; type: string; ttl: number }[]
  nextCursor: string | null
}

/** The only set of its page has nothing behind it; the cursor is what it would be. */
function cursorOf({ data }: Page): string {
  const { name, type, ttl } = data[0]!
  return Buffer.from(`${ttl} ${type} ${name}.`).toString('base64url')
}

/** By a zone file: a long import is answered before its end. */
async function fill(zone: string, apiKey: string): Promise<void> {
  const lines = Array.from({ length: sets }, (_, index) => `set-${index} ${300 + (index % 7)} IN A ${address(index)}`)
  const headers = { 'X-API-Key': apiKey, 'Content-Type': 'text/dns' }
  const body = `$ORIGIN ${domain}.\n${lines.join('\n')}\n`
  const reply = await fetch(`${zone}/import`, { method: 'POST', headers, body })
  if (!reply.ok) throw new Error(`the import was answered with ${reply.status}: ${await reply.text()}`)
  await reply.arrayBuffer()
  for (;;) {
    const history = await fetch(`${zone}/changes?limit=1`, { headers: { 'X-API-Key': apiKey } })
    const { data } = (await history.json()) as { data: { status: string }[] }
    if (data[0]?.status === 'applied') return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function measure(one: Contender, counted: boolean): Promise<void> {
  const started = performance.now()
  const body = await expectStatus(one.client, 200, 'GET', one.path)
  const milliseconds = performance.now() - started
  one.bytes = Buffer.byteLength(body)
  if (counted) one.milliseconds.push(milliseconds)
}

function report(contenders: readonly Contender[], peer: Contender): void {
  console.log(
    `\na zone of ${sets.toLocaleString('en')} record sets, 100 a page; median (min–max) of ${rounds} rounds in turn`,
  )
  for (const one of contenders) {
    const size = `${(one.bytes / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} KB`
    const compared =
      one === peer ? '' : `; PowerDNS takes ${show(ratios(peer.milliseconds, one.milliseconds), 1)}× as long`
    console.log(`  ${one.name.padEnd(54)} ${show(spread(one.milliseconds), 1)} ms, ${size}${compared}`)
  }
}
