import { usualKey } from '../../test/fakes/route53/options.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import type { Workbench } from './processes.ts'
import { address, expectStatus } from './zone-hosts.ts'
import { startInstance, writeSet } from './zoneplane.ts'

/** A server of ours whose project is connected to a service on this machine. */
export interface CloudServer {
  client: HttpClient
  /** Gives the zone's path. At Cloudflare the zone is there already. */
  addZone(domainName: string): Promise<string>
}

export type CloudService =
  | { provider: 'route53' | 'cloudflare'; endpoint: string }
  | { provider: 'powerdns'; endpoint: string; apiKey: string }

const zones = '/api/demo/production/dns'

/** The token of the simulated Cloudflare. */
export const apiToken = 'fake-token'

/** `callers`: how many connections it may be asked over at once. */
export async function startCloudServer(bench: Workbench, service: CloudService, callers: number): Promise<CloudServer> {
  const { port, banner } = await startInstance(bench, '', { ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const client = createHttpClient(port, /API_KEY=(sk_\S+)/.exec(banner)?.[1] ?? '', callers)
  const { provider, endpoint } = service
  const [kind, credentials] = credentialsFor(service)
  const connection = { name: 'Bench', provider: kind, credentials: { ...credentials, endpoint } }
  const connectionId = await made(client, '/api/cloud-connections/default', connection)
  await made(client, '/api/projects/demo/cloud-connections', { connectionId })
  return {
    client,
    addZone: async domainName => `${zones}/${await made(client, zones, { name: domainName, domainName, provider })}`,
  }
}

function credentialsFor(service: CloudService): [connection: string, credentials: object] {
  switch (service.provider) {
    case 'route53':
      return ['aws', usualKey]
    case 'cloudflare':
      return ['cloudflare', { apiToken }]
    case 'powerdns':
      return ['powerdns', { apiKey: service.apiKey, nameServers: ['ns1.localhost', 'ns2.localhost'] }]
  }
}

/** Brings a server to where one is that has been in use: a zone of its own name server is written to and read, which asks no service. */
export async function warmUp(client: HttpClient): Promise<void> {
  const id = await made(client, zones, { name: 'Warm', domainName: 'warm.example', provider: 'builtin' })
  for (let turn = 0; turn < 500; turn++) {
    await writeSet(client, `${zones}/${id}`, `set-${turn}`, address(turn))
    await expectStatus(client, 200, 'GET', `${zones}/${id}/records?name=set-${turn}`)
  }
}

/** The id of what is made. */
async function made(client: HttpClient, path: string, body: object): Promise<number> {
  return (JSON.parse(await expectStatus(client, 201, 'POST', path, body)) as { data: { id: number } }).data.id
}

/** A change set of `count` A sets `set-N`. Resolves when they are made; throws where one isn't. */
export async function upsert(client: HttpClient, zone: string, count: number, shift = 0): Promise<void> {
  const changes = Array.from({ length: count }, (_, index) => ({
    action: 'upsert',
    name: `set-${index}`,
    type: 'A',
    ttl: 300,
    values: [address(index + shift)],
  }))
  await expectStatus(client, 201, 'POST', `${zone}/changes`, { changes, confirm: true })
}

/** Lists the whole zone; throws where it has another number of sets. */
export async function expectSets(client: HttpClient, zone: string, count: number): Promise<void> {
  const listed = JSON.parse(await expectStatus(client, 200, 'GET', `${zone}/records`)) as { count: number }
  if (listed.count !== count) throw new Error(`${zone} has ${listed.count} sets, not ${count}`)
}

/** The same sets as octoDNS reads them. */
export function wantedYaml(count: number, shift = 0): string {
  return Array.from(
    { length: count },
    (_, index) => `set-${index}: {ttl: 300, type: A, value: ${address(index + shift)}}\n`,
  ).join('')
}
