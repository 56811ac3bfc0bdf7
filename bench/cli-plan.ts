/**
 * `zoneplane plan` of a zone of 50,000 sets of which 1 % have changed, start of the program included: from YAML and from a zone file, of a
 * zone on the built-in name server and of one on PowerDNS. Against octoDNS with its PowerDNS provider, from its YAML, on the same
 * PowerDNS. Whole processes, in turn, in one run.
 *
 * node bench/cli-plan.ts [sets] [rounds]
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '../src/sdk/index.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { installOctoDns } from './lib/octodns.ts'
import { startPowerDns } from './lib/powerdns.ts'
import { createWorkbench, requirePrograms } from './lib/processes.ts'
import { address } from './lib/zone-hosts.ts'
import { startInstance } from './lib/zoneplane.ts'

const sets = Number(process.argv[2] ?? 50_000)
const rounds = Number(process.argv[3] ?? 5)
const changed = sets / 100
const bin = join(import.meta.dirname, '../src/bin.ts')
const domains = { builtin: 'builtin.example', powerdns: 'bench.example' }

interface Contender {
  name: string
  /** Gives how many changes it has found. */
  plan(): Promise<number>
  seconds: number[]
}

requirePrograms('pdns_server', 'python3')
const bench = createWorkbench()
try {
  const contenders = await prepare()
  // The first round warms up, and isn't counted.
  for (let round = 0; round <= rounds; round++) for (const one of contenders) await measure(one, round > 0)
  report(contenders)
} finally {
  await bench.close()
}

async function prepare(): Promise<Contender[]> {
  const host = await startPowerDns(bench)
  await host.addZone(domains.powerdns, sets)
  host.close()
  const { port, banner } = await startInstance(bench, '', { ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const apiKey = /API_KEY=(sk_\S+)/.exec(banner)?.[1] ?? ''
  const url = `http://127.0.0.1:${port}`
  await makeZones(createClient({ url, apiKey }), host.port)
  const folder = bench.folder('zones')
  const env = { ZONEPLANE_URL: url, ZONEPLANE_TOKEN: apiKey, HOME: folder }
  const ours = (name: string, file: string, text: string): Contender => {
    writeFileSync(join(folder, file), text)
    return { name, plan: () => planWithCli(join(folder, file), env), seconds: [] }
  }
  const octoDns = installOctoDns(
    bench,
    ['octodns-powerdns==1.2.0'],
    `{class: octodns_powerdns.PowerDnsProvider, host: 127.0.0.1, port: ${host.port}, api_key: bench}`,
  )
  const theirs = wanted((name, value) => `${name}: {ttl: 300, type: A, value: ${value}}\n`)
  return [
    ours('zoneplane plan, YAML, built-in', 'builtin.yaml', yamlOf(domains.builtin)),
    ours(
      'zoneplane plan, zone file, built-in',
      `${domains.builtin}.zone`,
      wanted((name, value) => `${name} 300 IN A ${value}\n`),
    ),
    ours('zoneplane plan, YAML, PowerDNS', 'powerdns.yaml', yamlOf(domains.powerdns)),
    ...(octoDns === undefined
      ? []
      : [
          {
            name: 'octoDNS, YAML, PowerDNS',
            plan: async () => updatesIn(await octoDns.plan(domains.powerdns, theirs)),
            seconds: [],
          },
        ]),
  ]
}

async function makeZones({ project, workspace }: ReturnType<typeof createClient>, powerDnsPort: number): Promise<void> {
  const { connections } = workspace('default')
  const credentials = { endpoint: `http://127.0.0.1:${powerDnsPort}`, apiKey: 'bench' }
  const { id } = await connections.create({ name: 'PowerDNS', provider: 'powerdns', credentials })
  await project('demo').connections.attach(id)
  const { zones, zone } = project('demo').environment()
  const there = {
    name: 'PowerDNS',
    domainName: domains.powerdns,
    provider: 'powerdns',
    hostedZoneId: `${domains.powerdns}.`,
  } as const
  await zones.create(there)
  const own = await zones.create({ name: 'Built-in', domainName: domains.builtin, provider: 'builtin' })
  const file = Array.from({ length: sets }, (_, index) => `set-${index} 300 IN A ${address(index)}\n`).join('')
  await zone(own.id).import(file)
}

/** Every hundredth set has another address than it has there. */
function wanted(line: (name: string, value: string) => string): string {
  return Array.from({ length: sets }, (_, index) => {
    const value = index % (sets / changed) === 0 ? address(index + 1_000_000) : address(index)
    return line(`set-${index}`, value)
  }).join('')
}

function yamlOf(domain: string): string {
  const set = (name: string, value: string) =>
    `  - name: ${name}\n    type: A\n    ttl: 300\n    values:\n      - ${value}\n`
  return `${domain}:\n${wanted(set)}`
}

async function planWithCli(file: string, env: Record<string, string>): Promise<number> {
  const child = bench.start(process.execPath, [bin, 'plan', file], { env })
  let output = ''
  child.stdout?.on('data', text => {
    output += text
  })
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 2) throw new Error(`zoneplane plan ended with ${code}: ${output}`)
  return Number(/ ([\d,]+) to change/.exec(output)?.[1]?.replaceAll(',', ''))
}

function updatesIn(output: string): number {
  return Number(/Updates=(\d+)/.exec(output)?.[1])
}

async function measure({ name, plan, seconds }: Contender, isCounted: boolean): Promise<void> {
  const started = performance.now()
  const found = await plan()
  const took = (performance.now() - started) / 1000
  if (found !== changed) throw new Error(`${name} has found ${found} changes, and there are ${changed}`)
  if (isCounted) seconds.push(took)
}

function report(contenders: readonly Contender[]): void {
  console.log(
    `\na plan of ${sets.toLocaleString('en')} sets, ${changed} changed; seconds, median (min–max) of ${rounds} rounds in turn`,
  )
  const peer = contenders.find(({ name }) => name.startsWith('octoDNS'))
  for (const { name, seconds } of contenders) {
    const compared =
      peer === undefined || peer.name === name ? '' : `; octoDNS/this ${show(ratios(peer.seconds, seconds), 1)}`
    console.log(`  ${name.padEnd(36)} ${show(spread(seconds), 2)}${compared}`)
  }
}
