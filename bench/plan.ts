/**
 * Planning a zone of 50,000 sets of which 1 % have changed: Zoneplane, from a zone file, against octoDNS with its PowerDNS
 * provider, from its YAML. Both read the same zone from one PowerDNS; whole processes, in turn, in one run.
 *
 * node bench/plan.ts
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ratios, show, spread } from './lib/figures.ts'
import { startPowerDns } from './lib/powerdns.ts'
import { createWorkbench, peakMemory, requirePrograms, type Workbench } from './lib/processes.ts'
import { address } from './lib/zone-hosts.ts'

const sets = 50_000
const changed = sets / 100
const rounds = 5

interface Contender {
  name: string
  program: string
  args: string[]
  /** How many changes it has found, by what it prints. */
  count(output: string): number
  seconds: number[]
  megabytes: number[]
}

requirePrograms('pdns_server', 'python3')
const bench = createWorkbench()
try {
  const host = await startPowerDns(bench)
  await host.addZone('bench.example', sets)
  const contenders = [ours(host.port), ...octoDns(host.port)]
  for (let round = 0; round <= rounds; round++) {
    for (const one of contenders) await measure(one, round > 0)
  }
  report(contenders)
  host.close()
} finally {
  await bench.close()
}

function ours(port: number): Contender {
  const file = join(bench.folder('zone'), 'bench.example.zone')
  writeFileSync(
    file,
    wanted((name, value) => `${name} 300 IN A ${value}\n`),
  )
  return {
    name: 'Zoneplane',
    program: process.execPath,
    args: [join(import.meta.dirname, 'lib/plan-zone.ts'), file, String(port)],
    count: output => (JSON.parse(output) as { changes: number }).changes,
    seconds: [],
    megabytes: [],
  }
}

/** None where it can't be installed, which is said. */
function octoDns(port: number): Contender[] {
  const folder = bench.folder('octodns')
  const bin = installOctoDns(bench, folder)
  if (bin === undefined) return []
  const config = join(folder, 'config.yaml')
  writeFileSync(join(folder, 'bench.example.yaml'), `---\n${wanted(yamlOf)}`)
  writeFileSync(config, configOf(folder, port))
  return [
    {
      name: 'octoDNS (PowerDNS)',
      program: join(bin, 'octodns-sync'),
      args: ['--config-file', config],
      count: output => Number(/Updates=(\d+)/.exec(output)?.[1]),
      seconds: [],
      megabytes: [],
    },
  ]
}

function installOctoDns(bench: Workbench, folder: string): string | undefined {
  const bin = join(bench.folder('python'), 'bin')
  try {
    execFileSync('python3', ['-m', 'venv', join(bin, '..')], { stdio: 'ignore' })
    const packages = ['octodns==1.22.0', 'octodns-powerdns==1.2.0']
    execFileSync(join(bin, 'pip'), ['install', '--quiet', ...packages], {
      cwd: folder,
      stdio: 'ignore',
      timeout: 300_000,
    })
    return bin
  } catch {
    console.error('\n!!! octoDNS could not be installed from PyPI: Zoneplane is measured ALONE, against nothing !!!\n')
    return undefined
  }
}

/** The zone as it shall be: every hundredth set has another address than PowerDNS has. */
function wanted(line: (name: string, value: string) => string): string {
  return Array.from({ length: sets }, (_, index) => {
    const value = index % (sets / changed) === 0 ? address(index + 1_000_000) : address(index)
    return line(`set-${index}`, value)
  }).join('')
}

function yamlOf(name: string, value: string): string {
  return `${name}: {ttl: 300, type: A, value: ${value}}\n`
}

function configOf(directory: string, port: number): string {
  return `providers:
  wanted: {class: octodns.provider.yaml.YamlProvider, directory: ${directory}, default_ttl: 300, enforce_order: false}
  powerdns: {class: octodns_powerdns.PowerDnsProvider, host: 127.0.0.1, port: ${port}, api_key: bench}
zones:
  bench.example.: {sources: [wanted], targets: [powerdns]}
`
}

async function measure(one: Contender, counted: boolean): Promise<void> {
  const started = performance.now()
  const child = bench.start(one.program, one.args)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', text => {
      output += text
    })
  }
  const memory = peakMemory(child.pid ?? 0)
  const [code] = (await once(child, 'close')) as [number]
  const seconds = (performance.now() - started) / 1000
  const megabytes = memory.stop()
  if (code !== 0 || one.count(output) !== changed) throw new Error(`${one.name} ended with ${code}: ${output}`)
  if (!counted) return
  one.seconds.push(seconds)
  one.megabytes.push(megabytes)
}

function report(contenders: readonly Contender[]): void {
  console.log(
    `\na plan of ${sets.toLocaleString('en')} sets, ${changed} changed; median (min–max) of ${rounds} rounds in turn`,
  )
  const [first] = contenders
  for (const { name, seconds, megabytes } of contenders) {
    const time = ratios(seconds, first?.seconds ?? [])
    const memory = ratios(megabytes, first?.megabytes ?? [])
    const compared = name === first?.name ? '' : `; ${show(time, 1)}× our time, ${show(memory, 2)}× our memory`
    console.log(`  ${name.padEnd(20)} ${show(spread(seconds), 2)} s, peak ${show(spread(megabytes))} MB${compared}`)
  }
}
