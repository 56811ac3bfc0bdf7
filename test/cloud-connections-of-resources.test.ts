import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type CloudWorld, startCloudWorld } from './cloud-world.ts'
import { type ConnectionWorld, connectionWorld } from './connection-world.ts'

let cloud: CloudWorld
let world: ConnectionWorld
beforeAll(async () => {
  cloud = await startCloudWorld()
  world = connectionWorld(cloud.call, '/api/cloud/production')
})
afterEach(() => {
  cloud.aws.faults.clear()
  cloud.cloudflare.faults.clear()
})
afterAll(() => cloud.stop())

let made = 0
async function zoneAt(provider: 'route53' | 'cloudflare') {
  const domain = `connected${++made}.com`
  const { id, hostedZoneId } = await cloud.zone(provider, domain)
  return { id: Number(id), domain, hostedZoneId: String(hostedZoneId) }
}
const target = async (type: string, metadata: object) => ({ type, id: await world.target(type, metadata) })
const connections = (id: unknown) => `${world.place}/resource-connections/${String(id)}`

test.each([
  ['distribution', { domain_name: 'd111.cloudfront.net' }, ['A', 'AAAA'], 'd111.cloudfront.net Z2FDTNDATAQYW2'],
  [
    'static_website',
    { bucket_name: 'www.example.com', region: 'eu-west-1' },
    ['A'],
    's3-website-eu-west-1.amazonaws.com Z1BKCTXD74EZPE',
  ],
  [
    'static_website',
    { endpoint: 'http://b.s3-website.eu-central-1.amazonaws.com' },
    ['A'],
    's3-website.eu-central-1.amazonaws.com Z21DNDUVLTQW6Q',
  ],
  [
    'load_balancer',
    { dns_name: 'lb-1.eu-central-1.elb.amazonaws.com' },
    ['A'],
    'lb-1.eu-central-1.elb.amazonaws.com Z215JYRZR1TBD5',
  ],
  [
    'load_balancer',
    { dns_name: 'dualstack.lb-1.us-east-1.elb.amazonaws.com' },
    ['A', 'AAAA'],
    'dualstack.lb-1.us-east-1.elb.amazonaws.com Z35SXDOTRQ7X7K',
  ],
])(
  'on Route 53 a %s gets an alias with its own hosted zone id, at the apex and below: %j',
  async (type, metadata, types, to) => {
    const zone = await zoneAt('route53')
    const pointed = await target(type, metadata)
    for (const name of ['www', zone.domain]) {
      const subdomain = await world.subdomain(name)
      const { status, body } = await world.connect(subdomain, pointed, zone.id)
      expect([status, body.data?.status]).toEqual([201, 'connected'])
      // The name is free for the next one, and the records stay.
      await cloud.call('DELETE', `${world.place}/resources/${subdomain}?deleteFromCloud=false`)
    }
    const aliases = (await world.records(zone.id)).filter(set => set.includes('alias'))
    const owners = [`www.${zone.domain}`, zone.domain]
    expect(aliases.toSorted()).toEqual(
      owners.flatMap(owner => types.map(type => `${owner} ${type} alias ${to}`)).toSorted(),
    )
  },
)

test('on Cloudflare the zone’s own name gets a flattened CNAME, and loses it again', async () => {
  const zone = await zoneAt('cloudflare')
  const apex = await world.subdomain(zone.domain)
  const { status, body } = await world.connect(
    apex,
    await target('application', { hostname: 'app.example.net' }),
    zone.id,
  )
  expect([status, body.data.status]).toEqual([201, 'connected'])
  expect((await world.records(zone.id)).map(set => set.split(' ').slice(0, 2).join(' ')).toSorted()).toEqual([
    `_gateways_app.${zone.domain} TXT`,
    `${zone.domain} CNAME`,
  ])
  const removed = await cloud.call('DELETE', connections(body.data.id))
  expect([removed.status, removed.body.data?.leftAlone, await world.records(zone.id)]).toEqual([200, [], []])
})

test('on Route 53 a host of nobody’s at the zone’s own name is refused, and gets a CNAME below it', async () => {
  const zone = await zoneAt('route53')
  const host = await target('load_balancer', { dns_name: 'lb.example.net' })
  const apex = await world.connect(await world.subdomain(zone.domain), host, zone.id)
  expect([apex.status, apex.body.code]).toEqual([400, 'no_cname_at_apex'])
  const below = await world.connect(await world.subdomain(`lb${made}`), host, zone.id)
  expect(below.status).toBe(201)
  expect(await world.records(zone.id)).toContain(`lb${made}.${zone.domain} CNAME 300 lb.example.net.`)
})

test.each(['route53', 'cloudflare'] as const)(
  'what %s fails at is told, kept, and tried again: connecting, following, disconnecting, deleting',
  async provider => {
    const zone = await zoneAt(provider)
    const { faults } = provider === 'route53' ? cloud.aws : cloud.cloudflare
    const name = await world.subdomain(`f${made}`)
    const instance = await target('instance', { public_ipv4: '192.0.2.1' })
    faults.add({ kind: 'server_error', times: 500 })
    const failed = await world.connect(name, instance, zone.id)
    expect([failed.status, failed.body.code]).toEqual([500, 'provider_unavailable'])
    const id = failed.body.details.find(({ path }) => path === 'resourceConnectionId')?.message
    const stored = await cloud.call('GET', connections(id))
    expect([stored.body.data.status, stored.body.data.records]).toEqual(['failed', []])
    expect(stored.body.data.problems).not.toEqual([])
    faults.clear()
    const retried = await cloud.call('PATCH', connections(id), { status: 'connecting' })
    expect([retried.status, retried.body.data.status, retried.body.data.problems]).toEqual([200, 'connected', []])
    const owner = `f${made}.${zone.domain}`
    expect(await world.records(zone.id)).toContain(`${owner} A 300 192.0.2.1`)

    faults.add({ kind: 'server_error', times: 500 })
    const url = `${world.place}/resources/${instance.id}`
    const change = { metadata: { public_ipv4: '192.0.2.2' } }
    const behind = await cloud.call('PATCH', url, change)
    expect([behind.status, behind.body.code, behind.body.details[0]?.path]).toEqual([
      500,
      'provider_unavailable',
      expect.stringContaining(`resourceConnections[${id}]`),
    ])
    faults.clear()
    expect((await cloud.call('PATCH', url, change)).status).toBe(200)
    expect(await world.records(zone.id)).toContain(`${owner} A 300 192.0.2.2`)

    faults.add({ kind: 'server_error', times: 500 })
    const kept = await cloud.call('DELETE', `${world.place}/resources/${name}`)
    expect([kept.status, kept.body.details.at(-1)?.code]).toEqual([500, 'partly_deleted'])
    expect((await cloud.call('GET', `${world.place}/subdomains/${name}`)).status).toBe(200)
    faults.clear()
    expect((await cloud.call('DELETE', `${world.place}/resources/${name}`)).status).toBe(200)
    expect(await world.records(zone.id)).toEqual([])
    expect((await cloud.call('GET', connections(id))).status).toBe(404)
  },
)

test('a lost answer of Route 53 is looked into, and the connection made all the same', async () => {
  const zone = await zoneAt('route53')
  cloud.aws.faults.add({ kind: 'reset_after', method: 'POST', path: /rrset/ })
  const name = await world.subdomain(`lost${made}`)
  const { status, body } = await world.connect(name, await target('instance', { public_ipv6: '2001:db8::1' }), zone.id)
  expect([status, body.data?.status]).toEqual([201, 'connected'])
  expect(await world.records(zone.id)).toContain(`lost${made}.${zone.domain} AAAA 300 2001:db8::1`)
})

test('of a target with names at two providers, what one of them fails at is named, and the other is done', async () => {
  const [aws, cloudflare] = [await zoneAt('route53'), await zoneAt('cloudflare')]
  const instance = await target('instance', { public_ipv4: '192.0.2.1' })
  const ids: string[] = []
  for (const zone of [aws, cloudflare]) {
    const { body } = await world.connect(await world.subdomain(`two${zone.id}`), instance, zone.id)
    ids.push(String(body.data.id))
  }
  const url = `${world.place}/resources/${instance.id}`
  const addressesAt = async (zone: typeof aws) =>
    (await world.records(zone.id)).flatMap(set => (set.includes(' A ') ? [set.split(' ').at(-1)] : []))

  cloud.cloudflare.faults.add({ kind: 'server_error', times: 500 })
  const change = { metadata: { public_ipv4: '192.0.2.2' } }
  const behind = await cloud.call('PATCH', url, change)
  expect([behind.status, behind.body.message]).toEqual([500, expect.stringContaining('1 of 2')])
  expect(behind.body.details.every(({ path }) => path.startsWith(`resourceConnections[${ids[1]}]`))).toBe(true)
  cloud.cloudflare.faults.clear()
  expect([await addressesAt(aws), await addressesAt(cloudflare)]).toEqual([['192.0.2.2'], ['192.0.2.1']])
  expect((await cloud.call('PATCH', url, change)).status).toBe(200)
  expect(await addressesAt(cloudflare)).toEqual(['192.0.2.2'])

  cloud.aws.faults.add({ kind: 'server_error', times: 500 })
  const half = await cloud.call('DELETE', url)
  expect([half.status, half.body.details.at(-1)?.message]).toEqual([500, expect.stringContaining('1 of 2')])
  cloud.aws.faults.clear()
  expect([await addressesAt(aws), await addressesAt(cloudflare)]).toEqual([['192.0.2.2'], []])
  expect((await cloud.call('GET', connections(ids[0]))).body.data.status).toBe('failed')
  expect((await cloud.call('DELETE', url)).status).toBe(200)
  expect(await addressesAt(aws)).toEqual([])
})

test('a time to live that the provider does not take is refused, and leaves nothing behind', async () => {
  const zone = await zoneAt('cloudflare')
  const name = await world.subdomain(`ttl${zone.id}`)
  const instance = await target('instance', { public_ipv4: '192.0.2.1' })
  const { status, body } = await world.connect(name, instance, zone.id, 7)
  expect([status, body.details[0]?.path]).toEqual([400, 'connectionDetails.ttl'])
  const left = await cloud.call('GET', `${world.place}/resource-connections?sourceResourceId=${name}`)
  expect(left.body.count).toBe(0)
})
