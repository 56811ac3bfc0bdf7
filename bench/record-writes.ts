/**
 * Record-set writes through the HTTP API, durable, from 50 callers at once and from one, in a zone of 100 sets and in one
 * of 50,000: Zoneplane against PowerDNS with gsqlite3, in turn, in one run.
 *
 * node bench/record-writes.ts
 */
import { ratios, show, spread } from './lib/figures.ts'
import { createWorkbench, requirePrograms } from './lib/processes.ts'
import { address, startPowerDns, startZoneplane, type ZoneHost } from './lib/zone-hosts.ts'

const rounds = 7
const secondsPerRound = 3
const callers = 50
const writesAlone = 20

requirePrograms('pdns_server')
await compare('a zone of 100 sets, 50 callers: writes per second', 100, manyCallers)
await compare('a zone of 50,000 sets, one caller: milliseconds per write', 50_000, oneCaller)

async function compare(title: string, sets: number, measure: (host: ZoneHost) => Promise<number>): Promise<void> {
  const bench = createWorkbench()
  try {
    const hosts = [await startZoneplane(bench), await startPowerDns(bench)]
    for (const host of hosts) await host.fill(sets)
    // One round that isn't counted, so that both have warmed up.
    for (const host of hosts) await measure(host)
    const figures = hosts.map((): number[] => [])
    for (let round = 0; round < rounds; round++) {
      for (const [index, host] of hosts.entries()) figures[index]?.push(await measure(host))
    }
    report(title, hosts, figures)
    for (const host of hosts) host.close()
  } finally {
    await bench.close()
  }
}

async function manyCallers(host: ZoneHost): Promise<number> {
  const end = performance.now() + secondsPerRound * 1000
  let written = 0
  const caller = async (_: unknown, number: number) => {
    for (let turn = 0; performance.now() < end; turn++) {
      await host.write(`set-${(number * 2 + turn) % 100}`, address(turn * callers + number))
      written++
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return written / secondsPerRound
}

let turn = 0
async function oneCaller(host: ZoneHost): Promise<number> {
  const started = performance.now()
  for (let count = 0; count < writesAlone; count++) {
    turn++
    await host.write(`set-${(turn * 7919) % 50_000}`, address(turn))
  }
  return (performance.now() - started) / writesAlone
}

function report(title: string, hosts: ZoneHost[], figures: number[][]): void {
  console.log(`\n${title}; median (min–max) of ${rounds} rounds in turn`)
  for (const [index, host] of hosts.entries()) {
    console.log(`  ${host.name.padEnd(22)} ${show(spread(figures[index] ?? []), 2)}`)
  }
  console.log(`  ratio                  ${show(ratios(figures[0] ?? [], figures[1] ?? []), 3)}`)
}
