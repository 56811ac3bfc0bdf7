/**
 * A zone file of 1,000,000 records brought into a zone, durably: through Zoneplane's HTTP API into its SQLite store, answered by
 * its name server and with every change in the history, against `pdnsutil load-zone` into PowerDNS' gsqlite3 database, which
 * keeps neither. Each time into a store of its own; in turn, in one run.
 *
 * node bench/import.ts [records] [rounds]
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { endProcess } from '../test/servers/processes.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { powerDnsSchema } from './lib/powerdns.ts'
import { createWorkbench, peakMemory, requirePrograms, type Workbench } from './lib/processes.ts'
import { startInstallation } from './lib/zoneplane.ts'

const records = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const domain = 'bench.example'

interface Contender {
  name: string
  /** Gives seconds, and the largest resident size in MB. */
  load(bench: Workbench, file: string): Promise<{ seconds: number; megabytes: number }>
  seconds: number[]
  megabytes: number[]
}

const contenders: Contender[] = [
  { name: 'Zoneplane import', load: loadOurs, seconds: [], megabytes: [] },
  { name: 'pdnsutil load-zone', load: loadPowerDns, seconds: [], megabytes: [] },
]

requirePrograms('pdnsutil')
const bench = createWorkbench()
try {
  const file = join(bench.folder('zone'), `${domain}.zone`)
  await writeZoneFile(file)
  for (let round = 0; round < rounds; round++) {
    for (const one of contenders) {
      const { seconds, megabytes } = await one.load(bench, file)
      one.seconds.push(seconds)
      one.megabytes.push(megabytes)
    }
  }
  report()
} finally {
  await bench.close()
}

async function loadOurs(bench: Workbench, file: string): Promise<{ seconds: number; megabytes: number }> {
  const { instances, apiKey } = await startInstallation(bench)
  const { child, port } = instances[0]!
  const zones = `http://127.0.0.1:${port}/api/demo/production/dns`
  const headers = { 'X-API-Key': apiKey }
  const body = JSON.stringify({ name: 'Bench', domainName: domain })
  await fetch(zones, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body })
  const memory = peakMemory(child.pid ?? 0)
  const started = performance.now()
  const { location, text } = await upload(`${zones}/1/import`, headers, file)
  if (location === undefined) throw new Error(`the import was answered with ${text.slice(0, 500)}`)
  await settled(`http://127.0.0.1:${port}${location}?limit=1`, headers)
  const seconds = (performance.now() - started) / 1000
  const megabytes = memory.stop()
  await endProcess(child)
  return { seconds, megabytes }
}

function upload(
  url: string,
  headers: Record<string, string>,
  file: string,
): Promise<{ location: string | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': String(statSync(file).size), 'Content-Type': 'text/dns' }
    const outgoing = request(url, { method: 'POST', headers: { ...headers, ...length } }, async reply => {
      let text = ''
      for await (const chunk of reply) text += chunk
      resolve({ location: reply.headers.location, text })
    })
    outgoing.on('error', reject)
    createReadStream(file).pipe(outgoing)
  })
}

/** A long import is answered before its end. */
async function settled(url: string, headers: Record<string, string>): Promise<void> {
  for (;;) {
    const reply = await fetch(url, { headers })
    const { data } = (await reply.json()) as { data: { status: string; done: number } }
    if (data.status === 'applied') return
    if (data.status !== 'pending') throw new Error(`the import ended as ${data.status} after ${data.done} changes`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function loadPowerDns(bench: Workbench, file: string): Promise<{ seconds: number; megabytes: number }> {
  const folder = bench.folder('pdns')
  const database = new DatabaseSync(join(folder, 'pdns.sqlite3'))
  database.exec(readFileSync(powerDnsSchema('sqlite3')!, 'utf8'))
  database.close()
  const settings = ['launch=gsqlite3', `gsqlite3-database=${join(folder, 'pdns.sqlite3')}`]
  writeFileSync(join(folder, 'pdns.conf'), settings.join('\n'))
  const started = performance.now()
  const child = bench.start('pdnsutil', [`--config-dir=${folder}`, 'load-zone', domain, file])
  child.stdout?.resume()
  const memory = peakMemory(child.pid ?? 0)
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`pdnsutil ended with ${code}`)
  return { seconds: (performance.now() - started) / 1000, megabytes: memory.stop() }
}

/** What zones of hosters hold, in no order: mostly addresses, some mail, text and aliases. */
async function writeZoneFile(path: string): Promise<void> {
  const out = createWriteStream(path)
  out.write(`$ORIGIN ${domain}.\n$TTL 3600\n@ IN SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ IN NS ns1\n`)
  for (let index = 0; index < records - 2; index++) {
    if (!out.write(line(index))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

function line(index: number): string {
  const host = `host-${(index * 7919) % records}`
  switch (index % 10) {
    case 6:
      return `${host} 300 IN AAAA 2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1\n`
    case 7:
      return `${host} 3600 IN MX 10 mail-${index % 100}\n`
    case 8:
      return `${host} 3600 IN TXT "v=spf1 ip4:192.0.2.${index % 256} -all"\n`
    case 9:
      return `${host} 600 IN CNAME target-${index % 100}\n`
    default:
      return `${host} 300 IN A 10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}\n`
  }
}

function report(): void {
  console.log(
    `\na zone file of ${records.toLocaleString('en')} records imported; median (min–max) of ${rounds} rounds in turn`,
  )
  const ours = contenders[0]?.seconds ?? []
  for (const { name, seconds, megabytes } of contenders) {
    const rate = spread(seconds.map(value => records / value))
    const compared = seconds === ours ? '' : `; Zoneplane is ${show(ratios(seconds, ours), 2)}× as fast`
    console.log(`  ${name.padEnd(20)} ${show(rate)} records/s, peak ${show(spread(megabytes))} MB${compared}`)
  }
}
