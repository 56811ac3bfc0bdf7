/**
 * Durable writes of single record sets over HTTP from 1, 50 and 500 callers, all into one zone and spread over 50: Zoneplane
 * with SQLite, and with PostgreSQL in one, two and three instances, against PowerDNS with the same databases. In turn, in one
 * run. At the end every set is read back, and Zoneplane's history must have as many changes as were acknowledged.
 *
 * node bench/engine-writes.ts [rounds] [seconds]
 */
import { readFileSync } from 'node:fs'
import { findPostgres, startPostgres } from '../test/servers/postgres.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { percentiles } from './lib/percentiles.ts'
import { powerDnsSchema, startPowerDns } from './lib/powerdns.ts'
import { cpuSeconds, createWorkbench, requirePrograms } from './lib/processes.ts'
import { expectWritten, type Tally, type Target, targetsOf, writeFor } from './lib/write-load.ts'
import type { HostedZone, ZoneHost } from './lib/zone-hosts.ts'
import { startZoneplane } from './lib/zoneplane.ts'

const rounds = Number(process.argv[2] ?? 4)
const seconds = Number(process.argv[3] ?? 1.5)
const sets = 500
const manyZones = 50
const titles = { one: 'one zone of 500 sets', many: '50 zones of 10 sets' }

interface Contender {
  host: ZoneHost
  /** Zoneplane is compared with the contender that has the same database. */
  database: 'SQLite' | 'PostgreSQL'
  /** One zone, and many with as many sets in all. */
  one: Target[]
  many: Target[]
  tally: Tally
}

/** One line of the table. */
interface Cell {
  contender: Contender
  callers: number
  into: 'one' | 'many'
  figures: number[]
  milliseconds: number[]
  /** Milliseconds of processor time that the server's processes take for a write. PostgreSQL's are not among them. */
  cpu: number[]
}

requirePrograms('pdns_server')
const postgresPrograms = findPostgres()
if (postgresPrograms === undefined) throw new Error('PostgreSQL is not installed')
const bench = createWorkbench()
// PowerDNS opens a connection for each request, so it has a server for itself.
const [postgres, theirPostgres] = [await startPostgres(postgresPrograms), await startPostgres(postgresPrograms)]
try {
  const contenders = await startContenders()
  const cells = [
    ...[1, 50, 500].flatMap(callers => contenders.map(contender => cellOf(contender, callers, 'one'))),
    ...[50, 500].flatMap(callers => contenders.map(contender => cellOf(contender, callers, 'many'))),
  ]
  for (const contender of contenders) await writeFor(1, { targets: contender.one, callers: 50, tally: contender.tally })
  for (let round = 0; round < rounds; round++) for (const cell of cells) await measure(cell)
  for (const contender of contenders) await check(contender)
  report(cells)
  for (const contender of contenders) reportHost(contender)
} finally {
  await bench.close()
  await Promise.all([postgres.stop(), theirPostgres.stop()])
}

async function startContenders(): Promise<Contender[]> {
  const contenders = [await contenderOf('SQLite', await startZoneplane(bench))]
  for (const count of [1, 2, 3]) {
    const name = `Zoneplane (PostgreSQL) ×${count}`
    const urls = Array(count).fill(await postgres.createDatabase())
    contenders.push(await contenderOf('PostgreSQL', await startZoneplane(bench, name, urls)))
  }
  contenders.push(await contenderOf('SQLite', await startPowerDns(bench)))
  if (powerDnsSchema('pgsql') === undefined) {
    console.error('\n!!! pdns-backend-pgsql is not installed: PostgreSQL is measured ALONE, against nothing !!!\n')
    return contenders
  }
  const theirs = await startPowerDns(bench, await theirPostgres.createDatabase())
  return [...contenders, await contenderOf('PostgreSQL', theirs)]
}

async function contenderOf(database: Contender['database'], host: ZoneHost): Promise<Contender> {
  const one = targetsOf(await host.addZone('bench.example', sets), sets)
  const many: Target[] = []
  const setsOfEach = sets / manyZones
  for (let index = 0; index < manyZones; index++) {
    many.push(...targetsOf(await host.addZone(`bench-${index}.example`, setsOfEach), setsOfEach))
  }
  // So that a caller's sets are in one zone where there are no more callers than zones.
  const byZone = many.toSorted((a, b) => a.name.localeCompare(b.name))
  return { host, database, one, many: byZone, tally: { turn: sets, acknowledged: 0, refused: 0 } }
}

function cellOf(contender: Contender, callers: number, into: Cell['into']): Cell {
  return { contender, callers, into, figures: [], milliseconds: [], cpu: [] }
}

async function measure({ contender, callers, into, figures, milliseconds, cpu }: Cell): Promise<void> {
  const { host, tally } = contender
  const before = { cpu: cpuOf(host), acknowledged: tally.acknowledged }
  const burst = await writeFor(seconds, { targets: contender[into], callers, tally })
  cpu.push((1000 * (cpuOf(host) - before.cpu)) / (tally.acknowledged - before.acknowledged))
  figures.push(burst.writesPerSecond)
  for (const each of burst.milliseconds) milliseconds.push(each)
}

function cpuOf({ pids }: ZoneHost): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)
}

/** Throws where anything acknowledged is missing. */
async function check({ host, one, many, tally }: Contender): Promise<void> {
  const targets = [...one, ...many]
  await expectWritten(targets)
  const zones = [...new Set(targets.map(({ zone }) => zone))]
  const applied = await sumOf(zones, zone => zone.countApplied?.() ?? 0)
  const expected = tally.acknowledged + targets.length
  const mayBe = expected + tally.refused
  if (zones[0]?.countApplied !== undefined && (applied < expected || applied > mayBe)) {
    throw new Error(`${host.name} has acknowledged ${expected} writes, and its history has ${applied}`)
  }
}

async function sumOf(zones: readonly HostedZone[], count: (zone: HostedZone) => number | Promise<number>) {
  let sum = 0
  for (const zone of zones) sum += await count(zone)
  return sum
}

function report(cells: readonly Cell[]): void {
  const groups = Map.groupBy(
    cells,
    ({ into, callers }) => `${titles[into]}, ${callers} caller${callers > 1 ? 's' : ''}`,
  )
  for (const [title, group] of groups) {
    console.log(`\n${title}: writes per second; median (min–max) of ${rounds} rounds in turn`)
    for (const cell of group) reportCell(cell, group)
  }
}

function reportCell(cell: Cell, group: readonly Cell[]): void {
  const { contender, figures } = cell
  const { half, most } = percentiles(cell.milliseconds)
  const peer = group.find(({ contender: { database, host } }) => database === contender.database && isPeer(host))
  const times = `p50 ${half.toFixed(1)}, p99 ${most.toFixed(1)} ms, CPU ${spread(cell.cpu).median.toFixed(2)} ms`
  const compared = isPeer(contender.host) || !peer ? '' : `; ${show(ratios(figures, peer.figures), 2)}× PowerDNS`
  console.log(`  ${contender.host.name.padEnd(25)} ${show(spread(figures)).padEnd(22)} ${times}${compared}`)
}

function isPeer(host: ZoneHost): boolean {
  return host.name.startsWith('PowerDNS')
}

function reportHost({ host, tally }: Contender): void {
  const megabytes = host.pids.map(peakOf).join(', ')
  const found = `${tally.acknowledged} acknowledged, all found; ${tally.refused} refused`
  console.log(`${host.name.padEnd(25)} ${found}; peak ${megabytes} MB`)
  host.close()
}

/** The largest resident size so far (proc(5), VmHWM). */
function peakOf(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}
