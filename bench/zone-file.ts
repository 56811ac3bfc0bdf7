/**
 * Reading a zone file of 1,000,000 records, each into canonical form with all checks: Zoneplane's parser against BIND's
 * checker and ldns' reader, as whole processes, in turn, in one run.
 *
 * node bench/zone-file.ts
 */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { ratios, type Spread, show, spread } from './lib/figures.ts'
import { createWorkbench, peakMemory, requirePrograms, type Workbench } from './lib/processes.ts'

const records = 1_000_000
const rounds = 5

interface Contender {
  name: string
  program: string
  args(file: string): string[]
  seconds: number[]
  megabytes: number[]
}

const contenders = [
  contender('Zoneplane', process.execPath, file => [join(import.meta.dirname, 'lib/parse-zone-file.ts'), file]),
  contender('BIND named-checkzone', 'named-checkzone', file => ['-k', 'ignore', '-i', 'none', 'bench.example', file]),
  contender('ldns-read-zone', 'ldns-read-zone', file => [file]),
]

requirePrograms('named-checkzone', 'ldns-read-zone')
const bench = createWorkbench()
try {
  const file = join(bench.folder('zone'), 'bench.example.zone')
  await writeZoneFile(file)
  for (let round = 0; round <= rounds; round++) {
    for (const one of contenders) await measure(bench, one, file, round > 0)
  }
  report()
} finally {
  await bench.close()
}

function contender(name: string, program: string, args: (file: string) => string[]): Contender {
  return { name, program, args, seconds: [], megabytes: [] }
}

async function measure(bench: Workbench, one: Contender, file: string, counted: boolean): Promise<void> {
  const started = performance.now()
  const child = bench.start(one.program, one.args(file))
  child.stdout?.resume()
  const memory = peakMemory(child.pid ?? 0)
  const [code] = (await once(child, 'exit')) as [number]
  const seconds = (performance.now() - started) / 1000
  const megabytes = memory.stop()
  if (code !== 0) throw new Error(`${one.name} ended with ${code}`)
  if (!counted) return
  one.seconds.push(seconds)
  one.megabytes.push(megabytes)
}

/** What zones of hosters hold: mostly addresses, some mail and text, aliases and services. */
async function writeZoneFile(path: string): Promise<void> {
  const out = createWriteStream(path)
  out.write(
    '$ORIGIN bench.example.\n$TTL 3600\n@ IN SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n',
  )
  for (let index = 0; index < records - 3; index++) {
    if (!out.write(line(index))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

function line(index: number): string {
  const host = `host-${index}`
  switch (index % 10) {
    case 6:
      return `${host} 300 IN AAAA 2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1\n`
    case 7:
      return `${host} IN MX 10 mail-${index % 100}\n`
    case 8:
      return `${host} IN TXT "v=spf1 ip4:192.0.2.${index % 256} -all"\n`
    case 9:
      return `${host} 600 IN CNAME host-${index - 9}\n`
    default:
      return `${host} 300 IN A 10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}\n`
  }
}

function report(): void {
  console.log(`\na zone file of ${records.toLocaleString('en')} records; median (min–max) of ${rounds} rounds in turn`)
  const ours = contenders[0]?.seconds ?? []
  for (const { name, seconds, megabytes } of contenders) {
    const rate: Spread = spread(seconds.map(value => records / value))
    const speed = ratios(seconds, ours)
    const compared = name === 'Zoneplane' ? '' : `  Zoneplane is ${show(speed, 2)}× as fast`
    console.log(`  ${name.padEnd(22)} ${show(rate)} records/s, peak ${show(spread(megabytes))} MB${compared}`)
  }
}
