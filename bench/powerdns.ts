/**
 * Zoneplane, as a whole server that is asked over HTTP, on a real PowerDNS with its zones in SQLite. Against octoDNS with its PowerDNS
 * provider on the same server; in turn, in one run.
 *
 * node bench/powerdns.ts [sets] [changed] [rounds]
 */
import { findPdns, type PdnsApi, startPdnsApi } from '../test/servers/pdns-api.ts'
import { expectSets, startCloudServer, upsert, wantedYaml, warmUp } from './lib/cloud-zones.ts'
import { ratios, show, spread } from './lib/figures.ts'
import { installOctoDns } from './lib/octodns.ts'
import { createWorkbench, type Workbench } from './lib/processes.ts'
import { address } from './lib/zone-hosts.ts'
import { writeSet } from './lib/zoneplane.ts'

const sets = Number(process.argv[2] ?? 10_000)
const changed = Number(process.argv[3] ?? 100)
const rounds = Number(process.argv[4] ?? 3)
const titles = {
  fill: `one change set of ${sets.toLocaleString('en')} into an empty zone`,
  change: `one change set of ${changed.toLocaleString('en')} in it`,
  one: 'one set in it',
  list: 'a listing of the zone',
  peerFills: 'octoDNS, into an empty zone',
  peerChanges: `octoDNS, changing ${changed.toLocaleString('en')}`,
}
/** Its usual five seconds for a request are too few for a zone of that size. */
const octoDnsTarget = ({ endpoint, apiKey }: PdnsApi) =>
  `{class: octodns_powerdns.PowerDnsProvider, host: 127.0.0.1, port: ${new URL(endpoint).port}, api_key: ${apiKey}, mode_of_operation: native, timeout: 120}`

const program = findPdns()
if (program === undefined) throw new Error('pdns_server is not installed (scripts/install-test-servers.sh)')
const pdns = await startPdnsApi(program, ['webserver-max-bodysize=64'])
const bench = createWorkbench()
try {
  await measure(bench, pdns)
} finally {
  await bench.close()
  await pdns.stop()
}

async function measure(bench: Workbench, pdns: PdnsApi): Promise<void> {
  const { endpoint, apiKey } = pdns
  const { client, addZone } = await startCloudServer(bench, { provider: 'powerdns', endpoint, apiKey }, 1)
  const octoDns = installOctoDns(bench, ['octodns-powerdns==1.2.0'], octoDnsTarget(pdns))
  const figures = new Map<string, number[]>()
  const take = async (title: string, work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    const seconds = figures.get(title) ?? []
    figures.set(title, [...seconds, (performance.now() - started) / 1000])
  }
  await warmUp(client)
  for (let round = 0; round < rounds; round++) {
    const zone = await addZone(`round-${round}.example`)
    await take(titles.fill, () => upsert(client, zone, sets))
    await take(titles.change, () => upsert(client, zone, changed, 1))
    await take(titles.one, () => writeSet(client, zone, 'set-0', address(round + 2)))
    await take(titles.list, () => expectSets(client, zone, sets + 2))
    const domain = `octo-${round}.example`
    if (octoDns) await take(titles.peerFills, () => octoDns.sync(domain, wantedYaml(sets)))
    if (octoDns) await take(titles.peerChanges, () => octoDns.sync(domain, wantedYaml(changed, 1) + unchangedYaml()))
    if (octoDns) await expectPeer(pdns, domain)
  }
  report(figures)
  client.close()
}

/** Throws where octoDNS hasn't done what was measured. */
async function expectPeer(pdns: PdnsApi, domain: string): Promise<void> {
  const { rrsets } = await pdns.api<{ rrsets: { name: string; records: { content: string }[] }[] }>(
    'GET',
    `/zones/${domain}.`,
  )
  const first = rrsets.find(({ name }) => name === `set-0.${domain}.`)?.records[0]?.content
  if (rrsets.length >= sets && first === address(1)) return
  throw new Error(`octoDNS has left ${rrsets.length} sets in ${domain}, and ${first} in the first one`)
}

/** The sets behind those that change. */
function unchangedYaml(): string {
  return wantedYaml(sets).split('\n').slice(changed).join('\n')
}

function report(figures: ReadonlyMap<string, number[]>): void {
  const peers: Readonly<Record<string, string>> = {
    [titles.peerFills]: titles.fill,
    [titles.peerChanges]: titles.change,
  }
  console.log(`\nmedian (min–max) of ${rounds} rounds in turn`)
  for (const [title, seconds] of figures) {
    const ours = figures.get(peers[title] ?? '')
    const compared = ours === undefined ? '' : `; ${show(ratios(seconds, ours), 1)}× our time`
    console.log(`  ${title.padEnd(52)} ${show(spread(seconds), 2)} s${compared}`)
  }
}
