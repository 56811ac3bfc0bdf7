/**
 * Zoneplane, as a whole server that is asked over HTTP, on a simulated Route 53 with the real one's limits: 5 requests a second for the
 * account, 1,000 values and 32,000 characters a request, 300 sets a page. The simulation takes 100 ms for a request and refuses what
 * goes beyond the limits, which is counted. It holds more sets in a zone than the 10,000 of AWS's usual quota, since SOA and NS
 * count too. Against octoDNS with its Route 53 provider, which writes such a zone too; in turn, in one run, in real time.
 *
 * node bench/route53.ts [sets] [rounds]
 */
import {
  type ChangeBatch,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { usualKey } from '../test/fakes/route53/options.ts'
import { addedTime } from './lib/added-time.ts'
import { type CloudFigure, report, take } from './lib/cloud-figures.ts'
import { expectSets, startCloudServer, upsert, wantedYaml, warmUp } from './lib/cloud-zones.ts'
import { startFakeService } from './lib/fake-service.ts'
import type { HttpClient } from './lib/http-client.ts'
import { installOctoDns } from './lib/octodns.ts'
import { createWorkbench, type Workbench } from './lib/processes.ts'
import { address, expectStatus } from './lib/zone-hosts.ts'
import { writeSet } from './lib/zoneplane.ts'

const sets = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 3)
const callers = 1000
const zonesOfCallers = 10
/** Milliseconds in which callers set out one after another, or the queue of connections would overflow. */
const rampUp = 1000
const titles = {
  fill: 'one change set into an empty zone',
  replace: 'one change set that replaces all of it',
  list: 'a listing of the zone',
  callers: `${callers.toLocaleString('en')} callers, one set at a time, in ten empty zones`,
  peerFills: 'octoDNS, into an empty zone',
  peerReplaces: 'octoDNS, replacing all of it',
}
/**
 * An UPSERT counts twice, which octoDNS doesn't know: with its usual 1,000 changes a request it is refused. With its usual attempts it
 * gives up where it is throttled.
 */
const octoDnsTarget = `{class: octodns_route53.Route53Provider, access_key_id: ${usualKey.accessKeyId}, secret_access_key: ${usualKey.secretAccessKey}, max_changes: 500, client_max_attempts: 30}`

const bench = createWorkbench()
try {
  await measureSets(bench)
  await measureAddedTime(bench)
} finally {
  await bench.close()
}

async function measureSets(bench: Workbench): Promise<void> {
  const fake = await startFakeService({
    service: 'route53',
    options: { latency: 100, limits: { setsPerZone: sets + 2 } },
  })
  const { client, addZone } = await startCloudServer(bench, { provider: 'route53', endpoint: fake.url }, callers)
  const octoDns = installOctoDns(bench, ['octodns-route53==1.3.1'], octoDnsTarget)
  const env = { AWS_ENDPOINT_URL_ROUTE_53: fake.url, AWS_DEFAULT_REGION: 'us-east-1' }
  const figures: CloudFigure[] = []
  const measure = (title: string, work: () => Promise<void>) => take({ figures, fake }, title, work)
  for (let round = 0; round < rounds; round++) {
    const zone = await addZone(`round-${round}.example`)
    await measure(titles.fill, () => upsert(client, zone, sets))
    await measure(titles.replace, () => upsert(client, zone, sets, 1))
    await measure(titles.list, () => expectSets(client, zone, sets + 2))
    const zones = await makeZones(addZone, round)
    await measure(titles.callers, () => callAll(client, zones))
    const sync = (shift: number) => octoDns!.sync(`octo-${round}.example`, wantedYaml(sets, shift), env)
    if (octoDns) await measure(titles.peerFills, () => sync(0))
    if (octoDns) await measure(titles.peerReplaces, () => sync(1))
  }
  console.log(`\n${sets.toLocaleString('en')} sets; median (min–max) of ${rounds} rounds in turn`)
  report(figures, { [titles.peerFills]: titles.fill, [titles.peerReplaces]: titles.replace })
  client.close()
  await fake.close()
}

async function makeZones(addZone: (domainName: string) => Promise<string>, round: number): Promise<string[]> {
  const zones: string[] = []
  while (zones.length < zonesOfCallers) zones.push(await addZone(`round-${round}-${zones.length}.example`))
  return zones
}

async function callAll(client: HttpClient, zones: readonly string[]): Promise<void> {
  let next = 0
  const caller = async (_: unknown, number: number) => {
    await new Promise(resolve => setTimeout(resolve, (number * rampUp) / callers))
    while (next < sets) {
      const index = next++
      const accepted = await writeSet(client, zones[index % zones.length]!, `set-${index}`, address(index))
      if (!accepted) throw new Error(`set-${index} was not accepted`)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

/** Slowly enough that no request waits for the rate: so the service's time is its latency alone. */
async function measureAddedTime(bench: Workbench): Promise<void> {
  const fake = await startFakeService({ service: 'route53', options: { latency: 50, limits: { requests: 1000 } } })
  const { client, addZone } = await startCloudServer(bench, { provider: 'route53', endpoint: fake.url }, 1)
  const zone = await addZone('bench.example')
  const sdk = new Route53Client({ endpoint: fake.url, region: 'us-east-1', credentials: usualKey })
  const HostedZoneId = await fake.addZone('sdk.example.')
  const list = (turn: number) => {
    const StartRecordName = `set-${turn}.sdk.example.`
    return sdk.send(new ListResourceRecordSetsCommand({ HostedZoneId, StartRecordName, MaxItems: 30 }))
  }
  const create = (turn: number) => {
    const place = { Name: `set-${turn}.sdk.example.`, Type: 'A', TTL: 300 } as const
    const ResourceRecordSet: ResourceRecordSet = { ...place, ResourceRecords: [{ Value: address(turn) }] }
    const ChangeBatch: ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] }
    return sdk.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }))
  }
  await warmUp(client)
  console.log('\nbeyond the time of a service that takes 50 ms for a request; the SDK sends the same requests')
  await addedTime('reading a name', 30, {
    pause: 450,
    ours: turn => expectStatus(client, 200, 'GET', `${zone}/records?name=set-${turn}`),
    theirs: list,
    fake,
  })
  await addedTime('writing a set', 30, {
    pause: 450,
    ours: turn => writeSet(client, zone, `set-${turn}`, address(turn)),
    theirs: async turn => {
      await list(turn)
      await create(turn)
    },
    fake,
  })
  client.close()
  await fake.close()
}
