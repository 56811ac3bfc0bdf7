/**
 * Transfer of a zone of 1,000,000 records to Knot, signed, from our name server and from Knot in turn, in one run; and what
 * questions take while one runs.
 *
 * node bench/transfer.ts
 */
import type { DnsServer, ServedZone } from '../test/servers/dns-server.ts'
import { findProgram } from '../test/servers/find-program.ts'
import { startKnotPrimary, testKey } from '../test/servers/primary.ts'
import { startSecondary } from '../test/servers/secondary.ts'
import { createDnsClient } from './lib/dns-client.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { percentiles } from './lib/percentiles.ts'
import { cpuOfTree } from './lib/process-tree.ts'
import { requirePrograms } from './lib/processes.ts'
import { startOurPrimary } from './lib/start-name-server.ts'

const rounds = 7
const records = 1_000_000
const name = 'bench.example.'
/** Milliseconds between two questions: often enough for a thousand during a transfer, and too seldom to slow it down. */
const pause = 1
const key = testKey('transfer')

/** Seconds of one transfer, by the secondary's clock, and of the primary's processor time. */
interface Measured {
  seconds: number
  processor: number
}

requirePrograms('knotd')

const zones: ServedZone[] = [{ name, text: zoneText() }]
const primaries: DnsServer[] = []
try {
  primaries.push(await startOurPrimary(zones, key))
  primaries.push(await startKnotPrimary(findProgram('knotd')!, { zones, updateKey: key }))
  await compare(primaries)
  for (const primary of primaries) await askMeanwhile(primary)
} finally {
  for (const primary of primaries) await primary.stop()
}

async function compare(all: readonly DnsServer[]): Promise<void> {
  // One round that isn't counted, so that all have warmed up.
  for (const primary of all) await transferFrom(primary)
  const figures = all.map((): Measured[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, primary] of all.entries()) figures[index]!.push(await transferFrom(primary))
  }
  const rates = figures.map(list => list.map(({ seconds }) => records / seconds))
  console.log(`a zone of ${records} records to Knot: records per second, ${rounds} rounds, median (min–max)`)
  for (const [index, primary] of all.entries()) {
    const against = index === 0 ? '' : `   ours against it: ${show(ratios(rates[0]!, rates[index]!), 2)}`
    const processor = show(spread(figures[index]!.map(each => each.processor)), 2)
    console.log(`  ${primary.name.padEnd(10)} ${show(spread(rates[index]!))}; processor ${processor} s${against}`)
  }
}

async function transferFrom(primary: DnsServer): Promise<Measured> {
  const before = cpuOfTree(primary.pid)
  const secondary = await startSecondary('knot', findProgram('knotd')!, { zones: [name], primary, key })
  const processor = cpuOfTree(primary.pid) - before
  const seconds = Number(/AXFR, incoming.*finished, ([\d.]+) seconds/.exec(secondary.printed())?.[1])
  await secondary.stop()
  if (!(seconds > 0)) throw new Error(`Knot didn't say how long it took:\n${secondary.printed()}`)
  return { seconds, processor }
}

/** Asks one question after the other, first alone and then while a transfer runs. */
async function askMeanwhile(primary: DnsServer): Promise<void> {
  const alone = await timesOfQuestions(primary, new Promise(resolve => setTimeout(resolve, 2000)))
  const meanwhile = await timesOfQuestions(primary, transferFrom(primary))
  console.log(`  ${primary.name.padEnd(10)} a question alone: ${alone}; during a transfer: ${meanwhile}`)
}

async function timesOfQuestions(primary: DnsServer, end: Promise<unknown>): Promise<string> {
  const client = await createDnsClient(primary.port)
  const times: number[] = []
  let ended = false
  const ending = end.then(() => {
    ended = true
  })
  while (!ended) {
    const began = performance.now()
    await client.ask(`h${times.length % records}.${name}`)
    times.push(performance.now() - began)
    await new Promise(resolve => setTimeout(resolve, pause))
  }
  await ending
  client.close()
  const { half, most, worst } = percentiles(times)
  return `median ${half.toFixed(2)} ms, 99 % within ${most.toFixed(2)} ms, all within ${worst.toFixed(1)} ms`
}

function zoneText(): string {
  const apex = [`$ORIGIN ${name}`, '$TTL 300', '@ SOA ns1 host 1 3600 600 86400 300', '@ NS ns1', 'ns1 A 127.0.0.1']
  const hosts = Array.from(
    { length: records },
    (_, index) => `h${index} A 10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  )
  return [...apex, ...hosts, ''].join('\n')
}
