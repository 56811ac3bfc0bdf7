import { describe, expect, test } from 'vitest'
import { exampleSet, openFake } from '../../../test/fakes/route53/open-provider.ts'
import { usualKey } from '../../../test/fakes/route53/options.ts'
import { type Provider, ProviderError } from '../provider.ts'
import { toServiceSet } from './convert.ts'

async function failureOf(work: () => Promise<unknown>) {
  const error = await work().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure
}

const ids = async (provider: Provider, name?: string) =>
  (await Array.fromAsync(provider.zones(name === undefined ? {} : { name }))).map(({ hostedZoneId }) => hostedZoneId)

describe('zones', () => {
  test('all public ones are listed, over several pages, with their servers', async () => {
    const { fake, provider, zone } = await openFake()
    for (let index = 0; index < 120; index++) fake.addZone({ name: `z${index}.example.net.` })
    fake.addZone({ name: 'inside.example.net.', isPrivate: true })
    const zones = await Array.fromAsync(provider.zones())
    expect(zones).toHaveLength(121)
    expect(zones).toContainEqual(zone)
    expect(zones.every(({ nameServers }) => nameServers.length === 4)).toBe(true)
    expect(fake.requests.filter(({ operation }) => operation === 'ListHostedZones')).toHaveLength(2)
  })

  test('several of one name are told apart by their ids, and others of nearly the name left out', async () => {
    const { fake, provider, zone } = await openFake()
    const second = fake.addZone({ name: 'example.com.' })
    fake.addZone({ name: 'example.com.', isPrivate: true })
    fake.addZone({ name: 'a.example.com.' })
    fake.addZone({ name: 'example.co.' })
    expect((await ids(provider, 'example.com.')).sort()).toEqual([zone.hostedZoneId, second.id].sort())
    expect(await ids(provider, 'example.org.')).toEqual([])
    expect(await ids(provider, 'com.')).toEqual([])
  })

  test('more than a page of one name are all found', async () => {
    const { fake, provider } = await openFake()
    for (let index = 0; index < 150; index++) fake.addZone({ name: 'many.example.' })
    expect(new Set(await ids(provider, 'many.example.')).size).toBe(150)
  })

  test('a zone that goes while zones are listed is left out', async () => {
    const { fake, provider, zone } = await openFake()
    const other = fake.addZone({ name: 'example.net.' })
    const furtherRequest = async () => fake.deleteZone(other.id)
    const zones = await Array.fromAsync(provider.zones({ furtherRequest }))
    expect(zones).toEqual([zone])
  })

  test('the first zone takes two requests, however many there are', async () => {
    const { fake, provider } = await openFake()
    for (let index = 0; index < 20; index++) fake.addZone({ name: `z${index}.example.net.` })
    const zones = provider.zones()[Symbol.asyncIterator]()
    await zones.next()
    await zones.return?.()
    expect(fake.requests).toHaveLength(2)
  })
})

describe('making a zone', () => {
  test('twice with one reference gives the same zone, also from another provider', async () => {
    const { provider, open, fake } = await openFake()
    const made = await provider.zoneAdmin!.create('example.net.', { reference: 'one', comment: 'x'.repeat(300) })
    expect(await open().zoneAdmin!.create('example.net.', { reference: 'one' })).toEqual(made)
    expect(fake.requests.filter(({ operation }) => operation === 'CreateHostedZone')).toHaveLength(1)
    expect(made.nameServers).toHaveLength(4)
  })

  test('whose answer was lost finds the zone when it is made again', async () => {
    const { provider, fake } = await openFake()
    fake.faults.add({ kind: 'reset_after', method: 'POST' })
    const again = () => provider.zoneAdmin!.create('example.net.', { reference: 'one' })
    expect(await failureOf(again)).toMatchObject({ code: 'unavailable' })
    const made = await again()
    expect(await ids(provider, 'example.net.')).toEqual([made.hostedZoneId])
  })

  test('of which there is a public one already is a conflict that names it; a private one is no obstacle', async () => {
    const { provider, zone, fake } = await openFake()
    fake.addZone({ name: 'inside.example.', isPrivate: true })
    const failure = await failureOf(() => provider.zoneAdmin!.create('example.com.', { reference: 'other' }))
    expect(failure).toMatchObject({ code: 'conflict', message: expect.stringContaining(zone.hostedZoneId) })
    expect(await provider.zoneAdmin!.create('inside.example.', { reference: 'x' })).toMatchObject({
      name: 'inside.example.',
    })
  })

  test('with a name that has escapes gives it back as it was', async () => {
    const { provider } = await openFake()
    const name = String.raw`a\@b.example.`
    const made = await provider.zoneAdmin!.create(name, { reference: 'x' })
    expect(made.name).toBe(name)
    expect(await ids(provider, name)).toEqual([made.hostedZoneId])
  })

  test('over the account’s quota is refused with the service’s words', async () => {
    const { provider } = await openFake({ limits: { zonesPerAccount: 1 } })
    const failure = await failureOf(() => provider.zoneAdmin!.create('example.net.', { reference: 'x' }))
    expect(failure).toMatchObject({ code: 'rejected', details: { code: 'TooManyHostedZones' } })
  })

  test('a zone not known everywhere yet is unavailable for a minute, and not gone', async () => {
    let time = Date.now()
    const now = () => time
    const { provider, open } = await openFake({ unknownFor: 3_600_000, now })
    const zone = await provider.zoneAdmin!.create('example.net.', { reference: 'x' })
    const read = () => Array.fromAsync(provider.rrsets(zone))
    const write = () =>
      provider.apply(zone, [{ op: 'create', after: { ...exampleSet('www'), name: 'www.example.net.' } }])
    for (const work of [read, write]) {
      expect(await failureOf(work)).toMatchObject({ code: 'unavailable', details: { code: 'NoSuchHostedZone' } })
    }
    const other = open(usualKey, now)
    expect(await failureOf(() => Array.fromAsync(other.rrsets(zone)))).toMatchObject({ code: 'not_found' })
    time += 61_000
    expect(await failureOf(read)).toMatchObject({ code: 'not_found' })
  })
})

describe('deleting a zone', () => {
  test('takes everything out of it first, in as many requests as the limits ask for', async () => {
    const { fake, provider, zone } = await openFake()
    for (let index = 0; index < 1300; index++) {
      const set = exampleSet(`h${index}`, 'TXT', `"${'x'.repeat(40)}"`)
      fake.putSet(zone.hostedZoneId, toServiceSet(set) as never)
    }
    const alias = { dnsName: 'h1.example.com.', hostedZoneId: zone.hostedZoneId, evaluateTargetHealth: false }
    const aliasSet = { ...exampleSet('alias'), ttl: 0, records: [], options: { alias } }
    const routed = { ...exampleSet('routed'), variant: 'one', options: { routing: { policy: 'multivalue' as const } } }
    for (const set of [aliasSet, routed]) fake.putSet(zone.hostedZoneId, toServiceSet(set) as never)
    await provider.zoneAdmin!.delete(zone)
    expect(await ids(provider, zone.name)).toEqual([])
    const writes = fake.requests.filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    expect(writes.map(({ status }) => status)).toEqual([200, 200])
  })

  test('that is gone already is no error', async () => {
    const { provider, zone } = await openFake()
    await provider.zoneAdmin!.delete(zone)
    await provider.zoneAdmin!.delete(zone)
  })

  test('into which somebody writes meanwhile is worth another try', async () => {
    const { fake, provider, zone } = await openFake()
    const write = async () => fake.putSet(zone.hostedZoneId, toServiceSet(exampleSet('late')) as never)
    const failure = await failureOf(() => provider.zoneAdmin!.delete(zone, { furtherRequest: write }))
    expect(failure).toMatchObject({ code: 'unavailable', details: { code: 'HostedZoneNotEmpty' } })
    await provider.zoneAdmin!.delete(zone)
    expect(await ids(provider, zone.name)).toEqual([])
  })
})

test('a change is waited for until it is at all servers', async () => {
  const { fake, provider, zone } = await openFake({ inSyncAfter: 900 })
  const { receipt } = await provider.apply(zone, [{ op: 'create', after: exampleSet('www') }])
  await provider.untilServed!(receipt!)
  expect(fake.requests.filter(({ operation }) => operation === 'GetChange').length).toBeGreaterThan(1)
  expect(await failureOf(() => provider.untilServed!('C0'))).toMatchObject({ code: 'not_found' })
  const { receipt: late } = await provider.apply(zone, [{ op: 'create', after: exampleSet('late') }])
  const waiting = provider.untilServed!(late!, { signal: AbortSignal.timeout(200) })
  expect(await failureOf(() => waiting)).toMatchObject({ code: 'unavailable' })
})
