import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dig } from '../servers/dig.ts'
import type { Loose } from '../test-app.ts'
import { type ProviderName, type ProviderWorld, providers, startProviderWorld } from './provider-world.ts'

/** A name that points at a server, told on each provider from its zone to its end. Every test stands on those before it. */

let world: ProviderWorld
beforeAll(async () => {
  world = await startProviderWorld()
})
afterAll(() => world.stop())

const P = '/api/demo/production'

describe.each(providers)('on %s', { timeout: 60_000 }, provider => {
  const domain = `${provider}.example`
  const name = `blog.${domain}`
  const ids = { zone: 0, subdomain: 0, one: 0, two: 0, first: 0, second: 0 }
  const call = async (status: number, method: string, path: string, body?: object) => {
    const reply = await world.call<Loose>(method, `${P}${path}`, body)
    expect([method, path, reply.status, reply.status === status ? '' : reply.body]).toEqual([method, path, status, ''])
    return reply.body.data
  }
  const made = async (path: string, body: object) => Number((await call(201, 'POST', path, body)).id)
  const connect = (target: number) =>
    made('/resource-connections', {
      sourceResourceType: 'subdomain',
      sourceResourceId: ids.subdomain,
      targetResourceType: 'instance',
      targetResourceId: target,
      connectionDetails: { dnsResourceId: ids.zone, ttl: 60 },
    })
  const served = (label: string, type: string) => askWorld(provider, { zone: ids.zone, domain, label, type })

  test('a zone, a subdomain and two instances stand on the canvas', async () => {
    if (provider === 'cloudflare')
      world.cloudflare.addZone({ name: domain, nameServers: ['ada.ns.test', 'bob.ns.test'] })
    const zone = await call(201, 'POST', '/dns', { name: 'Zone', domainName: domain, provider })
    ids.zone = Number(zone.id)
    world.addZone(provider, String(zone.hostedZoneId))
    ids.subdomain = await made('/subdomains', { name: `blog-${provider}` })
    await call(200, 'DELETE', `/resources/${ids.subdomain}`)
    ids.subdomain = await made('/subdomains', { name })
    const instance = (last: number) => ({
      resourceType: 'instance',
      name: `Web ${last}`,
      metadata: { public_ipv4: `192.0.2.${last}` },
    })
    ids.one = await made('/resources', instance(10))
    ids.two = await made('/resources', instance(20))
    expect(await served('blog', 'A')).toEqual([])
  })

  test('connecting makes the address and the verification record, which a sync finds', async () => {
    expect(await call(200, 'PUT', `/resources/${ids.zone}/sync`)).toMatchObject({ metadata: { dns_active: false } })
    ids.first = await connect(ids.one)
    expect(await served('blog', 'A')).toEqual(['192.0.2.10'])
    expect(await served('_gateways_app.blog', 'TXT')).toEqual(['installed'])
    expect(await call(200, 'PUT', `/resources/${ids.zone}/sync`)).toMatchObject({ metadata: { dns_active: true } })
  })

  test('the record follows its server, and shares the name with a second one', async () => {
    await call(200, 'PATCH', `/resources/${ids.one}`, { metadata: { public_ipv4: '192.0.2.11' } })
    expect(await served('blog', 'A')).toEqual(['192.0.2.11'])
    ids.second = await connect(ids.two)
    expect((await served('blog', 'A')).toSorted()).toEqual(['192.0.2.11', '192.0.2.20'])
  })

  test('disconnecting takes away what the connection made, and nothing else', async () => {
    await call(201, 'POST', `/dns/${ids.zone}/records`, { name: 'blog', type: 'TXT', values: ['ours'] })
    await call(200, 'DELETE', `/resource-connections/${ids.first}`)
    expect(await served('blog', 'A')).toEqual(['192.0.2.20'])
    await call(200, 'DELETE', `/resource-connections/${ids.second}`)
    expect(await served('blog', 'A')).toEqual([])
    expect(await served('_gateways_app.blog', 'TXT')).toEqual([])
    expect(await served('blog', 'TXT')).toEqual(['ours'])
    expect(await call(200, 'PUT', `/resources/${ids.zone}/sync`)).toMatchObject({ metadata: { dns_active: false } })
  })

  test('the history tells each step, newest first, and deleting the zone ends it', async () => {
    const { body } = await world.call<Loose[]>('GET', `${P}/dns/${ids.zone}/changes`)
    expect(body.data.map(({ status }) => status)).toEqual(Array(6).fill('applied'))
    const oldest = await call(200, 'GET', `/dns/${ids.zone}/changes/${body.data.at(-1)?.id}`)
    expect(oldest.changes).toMatchObject([
      { op: 'create', name, type: 'A', after: { values: ['192.0.2.10'] } },
      { op: 'create', name: `_gateways_app.${name}`, type: 'TXT' },
    ])
    await call(200, 'DELETE', `/resources/${ids.zone}`)
    await call(404, 'GET', `/dns/${ids.zone}`)
  })
})

/** What the zone's own name servers answer: `dig` asks the built-in one, and the propagation check the others. */
async function askWorld(
  provider: ProviderName,
  { zone, domain, label, type }: { zone: number; domain: string; label: string; type: string },
): Promise<string[]> {
  if (provider === 'builtin') {
    const at = { host: '127.0.0.1', port: world.zoneplane.dns.port }
    const [reply] = await dig(at, [{ name: `${label}.${domain}`, type }])
    return (reply?.answer ?? []).map(line => line.split(/\s+/).slice(4).join(' ').replaceAll('"', ''))
  }
  const { status, body } = await world.call<Loose>('GET', `${P}/dns/${zone}/propagation?name=${label}&type=${type}`)
  expect(status).toBe(200)
  return valuesOf(body.data)
}

function valuesOf({ servers }: Loose): string[] {
  const all = servers as unknown as { kind: string; values: string[] }[]
  return all.find(({ kind }) => kind === 'authoritative')?.values ?? []
}
