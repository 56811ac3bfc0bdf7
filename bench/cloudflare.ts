/**
 * Zoneplane, as a whole server that is asked over HTTP, on a simulated Cloudflare with the real one's limits: 1,200 requests in five
 * minutes for a user, 3,500 records a batch, 5,000 a page. The simulation takes 50 ms for a request and refuses what goes beyond the
 * limits, which is counted. Against octoDNS with its Cloudflare provider, which sends a request for each record and rests for five minutes
 * when that is too much: so it gets 1,000 records, which are within the limit. In turn, in one run, in real time.
 *
 * node bench/cloudflare.ts [records] [rounds]
 */
import Cloudflare from 'cloudflare'
import { addedTime } from './lib/added-time.ts'
import { type CloudFigure, report, take } from './lib/cloud-figures.ts'
import { apiToken, expectSets, startCloudServer, upsert, wantedYaml, warmUp } from './lib/cloud-zones.ts'
import { startFakeService } from './lib/fake-service.ts'
import { installOctoDns, type OctoDns } from './lib/octodns.ts'
import { createWorkbench, type Workbench } from './lib/processes.ts'
import { address, expectStatus } from './lib/zone-hosts.ts'
import { writeSet } from './lib/zoneplane.ts'

const records = Number(process.argv[2] ?? 5000)
const rounds = Number(process.argv[3] ?? 3)
const peerRecords = Math.min(1000, records)
const latency = 50
/** A user of its own for each, as the limit is a user's. */
const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
const tokens = { [apiToken]: { permissions: [...permissions] }, 'peer-token': { permissions: [...permissions] } }
const few = peerRecords.toLocaleString('en')
const titles = {
  fill: `${records.toLocaleString('en')} records into an empty zone`,
  replace: 'replacing all of them',
  list: `a listing of ${(2 * records).toLocaleString('en')} records`,
  fewer: `${few} records into an empty zone`,
  peer: `octoDNS, ${few} records into an empty zone`,
}

const bench = createWorkbench()
try {
  await measureRecords(bench)
  await measureAddedTime(bench)
} finally {
  await bench.close()
}

async function measureRecords(bench: Workbench): Promise<void> {
  const figures: CloudFigure[] = []
  for (let round = 0; round < rounds; round++) {
    // A new one for each round: five minutes would have to pass for the limit to be as it was.
    const fake = await startFakeService({ service: 'cloudflare', options: { latency, tokens } })
    const server = await startCloudServer(bench, { provider: 'cloudflare', endpoint: fake.url }, 1)
    const addZone = async (name: string) => {
      await fake.addZone(name)
      return server.addZone(name)
    }
    const measure = (title: string, work: () => Promise<void>) => take({ figures, fake }, title, work)
    const [zone, large, small] = [
      await addZone('one.example'),
      await addZone('two.example'),
      await addZone('three.example'),
    ]
    await measure(titles.fill, () => upsert(server.client, zone, records))
    await measure(titles.replace, () => upsert(server.client, zone, records, 1))
    await upsert(server.client, large, 2 * records)
    await measure(titles.list, () => expectSets(server.client, large, 2 * records))
    await measure(titles.fewer, () => upsert(server.client, small, peerRecords))
    const octoDns = installPeer(bench, fake.url)
    await fake.addZone('octo.example')
    if (octoDns) await measure(titles.peer, () => octoDns.sync('octo.example', wantedYaml(peerRecords)))
    server.client.close()
    await fake.close()
  }
  console.log(`\nmedian (min–max) of ${rounds} rounds in turn`)
  report(figures, { [titles.peer]: titles.fewer })
}

function installPeer(bench: Workbench, url: string): OctoDns | undefined {
  const target = `{class: octodns_cloudflare.CloudflareProvider, token: peer-token, pagerules: false, api_url: ${url}}`
  return installOctoDns(bench, ['octodns-cloudflare==1.2.0'], target)
}

async function measureAddedTime(bench: Workbench): Promise<void> {
  const fake = await startFakeService({ service: 'cloudflare', options: { latency, tokens } })
  await fake.addZone('bench.example')
  const zone_id = await fake.addZone('sdk.example')
  const { client, addZone } = await startCloudServer(bench, { provider: 'cloudflare', endpoint: fake.url }, 1)
  const zone = await addZone('bench.example')
  const { records } = new Cloudflare({ apiToken: 'peer-token', baseURL: fake.url }).dns
  const list = (turn: number) => {
    const name = { exact: `set-${turn}.sdk.example` }
    return records.list({ zone_id, name, page: 1, per_page: 5000, order: 'name' })
  }
  const create = (turn: number) => {
    const place = { name: `set-${turn}.sdk.example`, type: 'A', ttl: 300, proxied: false } as const
    return records.batch({ zone_id, posts: [{ ...place, content: address(turn) }] })
  }
  await warmUp(client)
  console.log(`\nbeyond the time of a service that takes ${latency} ms for a request; the SDK sends the same requests`)
  await addedTime('reading a name', 30, {
    pause: 50,
    ours: turn => expectStatus(client, 200, 'GET', `${zone}/records?name=set-${turn}`),
    theirs: list,
    fake,
  })
  await addedTime('writing a set', 30, {
    pause: 50,
    ours: turn => writeSet(client, zone, `set-${turn}`, address(turn)),
    theirs: async turn => {
      await list(turn)
      await list(turn)
      await create(turn)
    },
    fake,
  })
  client.close()
  await fake.close()
}
