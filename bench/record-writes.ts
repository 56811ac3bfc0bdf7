/**
 * Record-set writes through the HTTP API, durable: from 50 callers at once in a zone of 100 sets, and one by one in a zone of
 * 50,000. Zoneplane against PowerDNS with gsqlite3, in turn, in one run. PowerDNS answers most of 50 callers with 500, since
 * SQLite's lock is taken, so it's also measured with one caller, where it does best.
 *
 * node bench/record-writes.ts
 */
import { ratios, show, spread } from './lib/figures.ts'
import { startPowerDns } from './lib/powerdns.ts'
import { createWorkbench, requirePrograms, type Workbench } from './lib/processes.ts'
import { address, type HostedZone } from './lib/zone-hosts.ts'
import { startZoneplane } from './lib/zoneplane.ts'

const rounds = 7
const secondsPerRound = 3

interface Contender {
  name: string
  zone: HostedZone
  callers: number
  /** One figure a round. */
  figures: number[]
  /** Writes that the server answered with 500 because it was busy; they don't count as written. */
  refused: number
  /** Goes up with each write, so that none is the same as the one before it at its set. */
  turn: number
}

requirePrograms('pdns_server')
await writesPerSecond()
await millisecondsPerWrite()

async function writesPerSecond(): Promise<void> {
  await withHosts(100, async ([ours, theirs]) => {
    const contenders = [contender(ours, 50), contender(theirs, 50), contender(theirs, 1)]
    await takeTurns(contenders, async one => {
      const written = await writeFor(secondsPerRound, one)
      return written / secondsPerRound
    })
    report('a zone of 100 sets: writes per second', contenders)
  })
}

async function millisecondsPerWrite(): Promise<void> {
  const writes = 20
  await withHosts(50_000, async ([ours, theirs]) => {
    const contenders = [contender(ours, 1), contender(theirs, 1)]
    await takeTurns(contenders, async one => {
      const started = performance.now()
      for (let count = 0; count < writes; count++) await writeOne(one, 50_000)
      return (performance.now() - started) / writes
    })
    report('a zone of 50,000 sets: milliseconds per write', contenders)
  })
}

type Hosted = Pick<Contender, 'name' | 'zone'>

async function withHosts(sets: number, measure: (hosted: [Hosted, Hosted]) => Promise<void>): Promise<void> {
  const bench: Workbench = createWorkbench()
  try {
    const [ours, theirs] = [await startZoneplane(bench), await startPowerDns(bench)]
    await measure([
      { name: ours.name, zone: await ours.addZone('bench.example', sets) },
      { name: theirs.name, zone: await theirs.addZone('bench.example', sets) },
    ])
    for (const host of [ours, theirs]) host.close()
  } finally {
    await bench.close()
  }
}

/** Round by round, each contender once; a first round, in which everything warms up, isn't counted. */
async function takeTurns(contenders: Contender[], measure: (one: Contender) => Promise<number>): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const one of contenders) {
      if (round === 1) one.refused = 0
      const figure = await measure(one)
      if (round > 0) one.figures.push(figure)
    }
  }
}

async function writeFor(seconds: number, one: Contender): Promise<number> {
  const end = performance.now() + seconds * 1000
  let written = 0
  const caller = async () => {
    while (performance.now() < end) if (await writeOne(one, 100)) written++
  }
  await Promise.all(Array.from({ length: one.callers }, caller))
  return written
}

async function writeOne(one: Contender, sets: number): Promise<boolean> {
  const turn = one.turn++
  const accepted = await one.zone.write(`set-${(turn * 7919) % sets}`, address(turn))
  if (!accepted) one.refused++
  return accepted
}

function contender(hosted: Hosted, callers: number): Contender {
  return { ...hosted, callers, figures: [], refused: 0, turn: 1 }
}

function report(title: string, contenders: Contender[]): void {
  console.log(`\n${title}; median (min–max) of ${rounds} rounds in turn`)
  const [ours] = contenders
  for (const one of contenders) {
    const name = `${one.name}, ${one.callers} caller${one.callers > 1 ? 's' : ''}`
    const ratio = one === ours ? '' : `; Zoneplane/this ${show(ratios(ours?.figures ?? [], one.figures), 3)}`
    const refused = one.refused === 0 ? '' : `; ${one.refused} answered with 500`
    console.log(`  ${name.padEnd(32)} ${show(spread(one.figures), 2)}${ratio}${refused}`)
  }
}
