import { parseName } from '../src/dns/name.ts'
import { type Client, createClient } from '../src/sdk/index.ts'
import { readTsigKey } from '../src/tsig/make-key.ts'
import type { ConsoleWorld } from '../test/console/world.ts'
import { startFakeCloudflare } from '../test/fakes/cloudflare/server.ts'
import { usualKey } from '../test/fakes/route53/options.ts'
import { startFakeRoute53 } from '../test/fakes/route53/server.ts'
import type { DnsServer } from '../test/servers/dns-server.ts'
import { findProgram } from '../test/servers/find-program.ts'
import { freePort } from '../test/servers/processes.ts'
import { secondaryPrograms, startSecondary } from '../test/servers/secondary.ts'

export interface Sample {
  zoneId: number
  stop(): Promise<void>
}

/** An installation with something in everything, as a small company might have it. */
export async function fillSample(world: ConsoleWorld): Promise<Sample> {
  const { api } = world
  const [aws, cloudflare] = [await startFakeRoute53(), await startFakeCloudflare()]
  await makePeople(api)
  const zoneId = await makeZones(world)
  await makeConnections(api, aws.url, cloudflare.url)
  await makeCanvas(api, zoneId)
  await makeKeys(api, zoneId)
  const secondaries = await makeSecondaries(world)
  const stop = async () => {
    await Promise.all([aws.close(), cloudflare.close(), ...secondaries.map(secondary => secondary.stop())])
  }
  return { zoneId, stop }
}

async function makeZones(world: ConsoleWorld): Promise<number> {
  const { id } = await world.makeZone('example.com', [
    ['@', 'A', 300, '192.0.2.10', '192.0.2.11'],
    ['@', 'MX', 3600, '10 mx1.example.net.', '20 mx2.example.net.'],
    ['@', 'TXT', 3600, '"v=spf1 include:_spf.example.net -all"'],
    ['@', 'CAA', 86_400, '0 issue "letsencrypt.org"'],
    ['api', 'A', 60, '192.0.2.20'],
    ['api', 'AAAA', 60, '2001:db8::20'],
    ['docs', 'CNAME', 3600, 'example.github.io.'],
    ['_dmarc', 'TXT', 3600, '"v=DMARC1; p=reject"'],
    ['_sip._tcp', 'SRV', 3600, '10 5 5060 sip.example.com.'],
  ])
  await world.makeZone('example.net', [['www', 'A', 300, '192.0.2.80']])
  await world.makeZone('shop.example', [['www', 'A', 300, '192.0.2.90']])
  const { token } = await world.api.auth.logIn({ email: 'grace@example.com', password: 'password of Grace' })
  const { records } = createClient({ url: world.url, token }).project('demo').environment().zone(id)
  await records.put({ name: 'api', type: 'A', ttl: 60, values: ['192.0.2.21'] })
  await records.put({ name: 'staging', type: 'CNAME', ttl: 300, values: ['api.example.com.'] })
  return id
}

async function makeConnections(api: Client, aws: string, cloudflare: string): Promise<void> {
  const { connections } = api.workspace('default')
  const route53 = { ...usualKey, endpoint: aws }
  const made = await connections.create({ name: 'AWS production', provider: 'aws', credentials: route53 })
  await api.project('demo').connections.attach(made.id)
  const refused = { apiToken: 'expired-token', endpoint: cloudflare }
  await connections.create({ name: 'Cloudflare marketing', provider: 'cloudflare', credentials: refused })
}

async function makeCanvas(api: Client, dnsResourceId: number): Promise<void> {
  const { subdomains, resources, resourceConnections } = api.project('demo').environment()
  await resources.move(dnsResourceId, { x: 0, y: 140 })
  const www = await subdomains.create({ name: 'www', positionX: 300, positionY: 40 })
  await subdomains.create({ name: 'cdn', positionX: 300, positionY: 240 })
  const machine = (name: string, address: string, positionY: number) =>
    resources.create({
      resourceType: 'instance',
      name,
      metadata: { public_ipv4: address },
      positionX: 620,
      positionY,
    })
  const web1 = await machine('Web 1', '192.0.2.101', 0)
  const web2 = await machine('Web 2', '192.0.2.102', 110)
  await resources.create({
    resourceType: 'distribution',
    name: 'Assets',
    metadata: { domain_name: 'd111111abcdef8.cloudfront.net' },
    positionX: 620,
    positionY: 240,
  })
  for (const target of [web1, web2]) {
    await resourceConnections.create({
      sourceResourceType: 'subdomain',
      sourceResourceId: www.id,
      targetResourceType: 'instance',
      targetResourceId: target.id,
      connectionDetails: { dnsResourceId, ttl: 60 },
    })
  }
}

async function makeKeys(api: Client, zoneId: number): Promise<void> {
  await api.project('demo').domains.create({ domain: 'example.com', zoneId, internalPurchase: true })
}

async function makePeople(api: Client): Promise<void> {
  const { members } = api.workspace('default')
  for (const [name, role] of [
    ['Grace', 'admin'],
    ['Paul', 'member'],
    ['Vera', 'viewer'],
  ] as const) {
    const email = `${name.toLowerCase()}@example.com`
    await api.auth.signUp({ email, name, password: `password of ${name}` })
    await members.put({ email, role })
  }
}

/** Real ones follow, where the machine has them; the others stay behind. */
async function makeSecondaries({ api, server }: ConsoleWorld): Promise<DnsServer[]> {
  const { secondaries, catalogZone } = api.workspace('default')
  await catalogZone.set('catalog.invalid')
  const running: DnsServer[] = []
  for (const [index, kind] of (['knot', 'nsd'] as const).entries()) {
    const at = { address: '127.0.0.1', port: await freePort() }
    const { tsig } = await secondaries.create({ name: kind, ...at, hostname: `ns${index + 1}.example.net` })
    const program = findProgram(secondaryPrograms[kind])
    const read = tsig === null ? undefined : readTsigKey({ ...tsig, secret: tsig.secret ?? '' })
    if (program === undefined || read === undefined || !('key' in read)) continue
    const primary = { host: '127.0.0.1', port: server().dnsPort }
    running.push(await startSecondary(kind, program, { zones: followed, primary, key: read.key }, at))
  }
  return running
}

const followed = ['example.com', 'example.net', 'shop.example', 'catalog.invalid'].map(domain => parseName(domain))
