/**
 * What a console asks for to show a zone of 100,000 record sets: its first page, later ones, other orders and searches from
 * Zoneplane, on SQLite and PostgreSQL; and from PowerDNS' API the same first page, which is the whole zone, as it has no pages.
 * One request at a time, in turn, in one run: bytes of the reply, and milliseconds until it is there whole. Where there is a Chromium,
 * also how long the console's page takes in it, from the start of the navigation to the rows on the screen and to a key typed into
 * the search box: by somebody who has never been there, and by somebody who has.
 *
 * node bench/console-page.ts [sets] [rounds]
 */

import { createClient } from '../src/sdk/index.ts'
import { hasBrowser, startBrowser } from '../test/console/browser.ts'
import { buildOnce } from '../test/console/world.ts'
import { findPostgres, startPostgres } from '../test/servers/postgres.ts'
import { createVisitor, type Visit } from './lib/console-visit.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { createHttpClient, type HttpClient } from './lib/http-client.ts'
import { startPowerDns } from './lib/powerdns.ts'
import { createWorkbench, requirePrograms, type Workbench } from './lib/processes.ts'
import { address, expectStatus } from './lib/zone-hosts.ts'
import { createZone, startInstallation } from './lib/zoneplane.ts'

const sets = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 30)
const domain = 'bench.example'
const visits = Math.min(rounds, 15)

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
  await buildOnce()
  const sqlite = await zoneplane(bench, 'Zoneplane (SQLite)')
  const contenders = [peer, ...sqlite.contenders]
  if (postgres !== undefined) {
    const { contenders: more } = await zoneplane(bench, 'Zoneplane (PostgreSQL)', [await postgres.createDatabase()])
    contenders.push(...more)
  }
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const one of contenders) await measure(one, round > 0)
  }
  report(contenders, peer)
  for (const { client } of contenders) client.close()
  if (hasBrowser) await visitPages(sqlite.console)
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

/** Where the console shows the zone, to somebody with this session's token. */
interface ConsoleZone {
  url: string
  path: string
  token: string
}

async function zoneplane(
  bench: Workbench,
  name: string,
  databaseUrls: string[] = [],
): Promise<{ contenders: Contender[]; console: ConsoleZone }> {
  const { instances, apiKey } = await startInstallation(bench, databaseUrls)
  const { port, banner } = instances[0]!
  const client = createHttpClient(port, apiKey, 1)
  const zone = await createZone(client, domain)
  await fill(`http://127.0.0.1:${port}${zone}`, apiKey)
  const page = (title: string, query: string): Contender => {
    return { name: `${name}: ${title}`, client, path: `${zone}/records?limit=100${query}`, milliseconds: [], bytes: 0 }
  }
  const middle = JSON.parse(await expectStatus(client, 200, 'GET', `${zone}/records?limit=1&search=set-5.`)) as Page
  const contenders = [
    page('first page', ''),
    page('a page from the middle', `&cursor=${middle.nextCursor ?? cursorOf(middle)}`),
    page('first page by TTL, downward', '&sort=ttl&order=desc'),
    page('search that finds 11', '&search=set-4321'),
    page('search that finds nearly all', '&search=set-'),
    page('search that finds nothing', '&search=nowhere'),
    page('search for a value', '&search=10.0.77.7'),
  ]
  const path = `/projects/demo/production/zones/${zone.split('/').at(-1)}`
  const url = `http://127.0.0.1:${port}`
  const [, email = '', password = ''] = /sign in +(\S+) +(\S+)/.exec(banner) ?? []
  const { token } = await createClient({ url }).auth.logIn({ email, password })
  return { contenders, console: { url, path, token } }
}

async function visitPages({ url, path, token }: ConsoleZone): Promise<void> {
  const browser = await startBrowser()
  try {
    const visitor = createVisitor(browser, url, token)
    const seen: Record<'cold' | 'warm', Visit[]> = { cold: [], warm: [] }
    // The first round warms up.
    for (let round = 0; round <= visits; round++) {
      for (const cache of ['cold', 'warm'] as const) {
        const visit = await visitor.visit(path, cache)
        if (round > 0) seen[cache].push(visit)
      }
    }
    console.log(`\nthe console's page of that zone in Chromium; median (min–max) of ${visits} visits in turn`)
    for (const [cache, all] of Object.entries(seen)) {
      const of = (part: keyof Visit) => show(spread(all.map(visit => visit[part])))
      console.log(`  ${cache} cache: rows on the screen after ${of('shown')} ms, a typed key after ${of('typed')} ms`)
    }
  } finally {
    await browser.close()
  }
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
