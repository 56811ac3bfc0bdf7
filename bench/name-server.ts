/**
 * Questions answered per second of processor time, by UDP, from a zone of 1,000 A records: ours against NSD, Knot, BIND
 * and PowerDNS with one thread each, in turn, in one run. The whole process is counted.
 *
 * node bench/name-server.ts
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBind } from '../test/servers/bind.ts'
import type { DnsServer, ServedZone } from '../test/servers/dns-server.ts'
import { findProgram } from '../test/servers/find-program.ts'
import { startKnot } from '../test/servers/knot.ts'
import { startNsd } from '../test/servers/nsd.ts'
import { startPdns } from '../test/servers/pdns.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { cpuOfTree } from './lib/process-tree.ts'
import { requirePrograms } from './lib/processes.ts'
import { startOurs } from './lib/start-name-server.ts'

const run = promisify(execFile)
const rounds = 7
const secondsPerRound = 3
const records = 1000

requirePrograms('dnsperf', 'nsd', 'knotd', 'named', 'pdns_server', 'pdnsutil')

const folder = mkdtempSync(join(tmpdir(), 'zoneplane-bench-'))
const questions = join(folder, 'questions')
const hosts = Array.from({ length: records }, (_, index) => `h${index}`)
writeFileSync(questions, hosts.map(host => `${host}.bench.example A\n`).join(''))
const zones: ServedZone[] = [{ name: 'bench.example.', text: zoneText() }]
const servers: DnsServer[] = []
try {
  servers.push(await startOurs(zones))
  servers.push(await startNsd(findProgram('nsd')!, zones))
  servers.push(await startKnot(findProgram('knotd')!, zones))
  servers.push(await startBind(findProgram('named')!, zones))
  servers.push(await startPdns(findProgram('pdns_server')!, zones))
  await compare(servers)
} finally {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function compare(all: readonly DnsServer[]): Promise<void> {
  // One round that isn't counted, so that all have warmed up.
  for (const server of all) await measure(server)
  const figures = all.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, server] of all.entries()) figures[index]!.push(await measure(server))
  }
  console.log(`UDP, ${records} A records: questions per second of processor time, ${rounds} rounds, median (min–max)`)
  for (const [index, server] of all.entries()) {
    const against = index === 0 ? '' : `   ours against it: ${show(ratios(figures[0]!, figures[index]!), 2)}`
    console.log(`  ${server.name.padEnd(10)} ${show(spread(figures[index]!)).padEnd(28)}${against}`)
  }
}

/** Throws where answers are lost or wrong: a server that drops or refuses does less work. */
async function measure(server: DnsServer): Promise<number> {
  const before = cpuOfTree(server.pid)
  const target = [
    '-s',
    '127.0.0.1',
    '-p',
    String(server.port),
    '-d',
    questions,
    '-l',
    String(secondsPerRound),
    '-t',
    '2',
  ]
  const { stdout } = await run('dnsperf', target, { timeout: (secondsPerRound + 10) * 1000 })
  const seconds = cpuOfTree(server.pid) - before
  const completed = Number(/Queries completed:\s+(\d+)/.exec(stdout)?.[1])
  const right = Number(/NOERROR (\d+)/.exec(stdout)?.[1])
  const lost = Number(/Queries lost:\s+(\d+)/.exec(stdout)?.[1])
  if (!(completed > 0) || right !== completed || lost > completed / 1000) throw new Error(`${server.name}:\n${stdout}`)
  return completed / seconds
}

function zoneText(): string {
  const apex = [
    '$ORIGIN bench.example.',
    '$TTL 300',
    '@ SOA ns1 host 1 3600 600 86400 300',
    '@ NS ns1',
    'ns1 A 127.0.0.1',
  ]
  const addresses = hosts.map((host, index) => `${host} A 10.0.${index >> 8}.${index & 255}`)
  return [...apex, ...addresses, ''].join('\n')
}
