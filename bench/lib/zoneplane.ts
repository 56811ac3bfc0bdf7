import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../../test/servers/processes.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { until, type Workbench } from './processes.ts'
import { address, expectStatus, type HostedZone, inParallel, type ZoneHost } from './zone-hosts.ts'

/** One process of ours, on ports of its own. */
export interface Instance {
  child: ChildProcess
  port: number
  dnsPort: number
  /** What it has printed. */
  banner: string
}

/** Instances with one store, and the API key that its first start has made. */
export interface Installation {
  instances: Instance[]
  apiKey: string
}

const bin = join(import.meta.dirname, '../../src/bin.ts')
/** One for each caller. */
const connections = 500
const zones = '/api/demo/production/dns'

/** `databaseUrls`: one instance for each, all of them the same database; without any, one instance on SQLite. */
export async function startInstallation(bench: Workbench, databaseUrls: string[] = []): Promise<Installation> {
  const instances: Instance[] = []
  for (const url of databaseUrls.length > 0 ? databaseUrls : ['']) instances.push(await startInstance(bench, url))
  return { instances, apiKey: /API_KEY=(sk_\S+)/.exec(instances[0]?.banner ?? '')?.[1] ?? '' }
}

/** `settings`: environment variables beyond those that every instance has. */
export async function startInstance(
  bench: Workbench,
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<Instance> {
  const [port, dnsPort] = [await freePort(), await freePort()]
  const env = {
    PORT: String(port),
    ZONEPLANE_DNS_PORT: String(dnsPort),
    ZONEPLANE_DATA_DIR: bench.folder('zoneplane'),
    ZONEPLANE_LOG_LEVEL: 'warn',
    ZONEPLANE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    DATABASE_URL: databaseUrl,
    ...settings,
  }
  const child = bench.start(process.execPath, [bin, 'serve'], { env })
  let banner = ''
  child.stdout?.on('data', text => {
    banner += text
  })
  await until('Zoneplane', async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok || undefined)
  await until("Zoneplane's banner", async () => banner.includes('DNS   ') || undefined)
  return { child, port, dnsPort, banner }
}

/** Requests go to the instances in turn, as a load balancer hands them out. */
export async function startZoneplane(
  bench: Workbench,
  name = 'Zoneplane (SQLite)',
  databaseUrls: string[] = [],
): Promise<ZoneHost> {
  const { instances, apiKey } = await startInstallation(bench, databaseUrls)
  const clients = instances.map(({ port }) => createHttpClient(port, apiKey, connections))
  let turn = 0
  const next = () => clients[turn++ % clients.length]!
  return {
    name,
    pids: instances.map(({ child }) => child.pid ?? 0),
    port: instances[0]!.port,
    addZone: async (domain, sets) => {
      const zone = hostedZone(next, await createZone(next(), domain))
      await inParallel(sets, async index => {
        if (!(await zone.write(`set-${index}`, address(index)))) throw new Error(`${name} could not be filled`)
      })
      return zone
    },
    close: () => {
      for (const client of clients) client.close()
    },
  }
}

/** Gives the zone's path. */
export async function createZone(client: HttpClient, domainName: string): Promise<string> {
  const made = await expectStatus(client, 201, 'POST', zones, { name: domainName, domainName })
  return `${zones}/${(JSON.parse(made) as { data: { id: number } }).data.id}`
}

/** `next` gives the client for each request. */
export function hostedZone(next: () => HttpClient, path: string): HostedZone {
  return {
    write: (name, value) => writeSet(next(), path, name, value),
    addresses: async () => {
      const listed = JSON.parse(await expectStatus(next(), 200, 'GET', `${path}/records?type=A`)) as Listed
      return new Map(listed.data.map(({ name, values }) => [name.split('.', 1)[0] ?? '', values.join()]))
    },
    countApplied: () => countApplied(next(), path),
  }
}

interface Listed {
  data: { name: string; values: string[] }[]
}

/** False where the server is too busy, or can't say yet what has become of it. */
export async function writeSet(client: HttpClient, path: string, name: string, value: string): Promise<boolean> {
  const { status, body } = await client.send('POST', `${path}/records`, { name, type: 'A', ttl: 300, values: [value] })
  if (status !== 201 && status !== 503) throw new Error(`POST ${path}/records: ${status} ${body}`)
  return status === 201
}

async function countApplied(client: HttpClient, path: string): Promise<number> {
  let count = 0
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = cursor === '' ? '' : `&cursor=${cursor}`
    const page = JSON.parse(await expectStatus(client, 200, 'GET', `${path}/changes?limit=200${query}`)) as ChangePage
    count += page.data.filter(({ status }) => status === 'applied').length
    cursor = page.nextCursor
  }
  return count
}

interface ChangePage {
  data: { status: string }[]
  nextCursor: string | null
}
