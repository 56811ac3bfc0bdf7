import { expect, test } from 'vitest'
import { exampleSet, openFake } from '../../../test/fakes/route53/open-provider.ts'
import { usualKey } from '../../../test/fakes/route53/options.ts'
import { testIo } from '../../../test/test-io.ts'
import type { Change, Failure } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'
import { route53Kind } from './kind.ts'

const create = (name: string): Change => ({ op: 'create', after: exampleSet(name) })
const rrset = /rrset/

async function failureOf(work: () => Promise<unknown>): Promise<Failure> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure
}

test('a key that AWS does not know is an auth failure with AWS’s own words and request id', async () => {
  const { open, zone } = await openFake()
  const provider = open({ accessKeyId: 'AKIASOMEBODYELSE0000', secretAccessKey: 'x' })
  for (const work of [
    () => Array.fromAsync(provider.zones()),
    () => Array.fromAsync(provider.rrsets(zone)),
    () => provider.apply(zone, [create('www')]),
    () => provider.missingPermissions!(),
  ]) {
    const failure = await failureOf(work)
    expect(failure).toMatchObject({ code: 'auth', details: { code: 'InvalidClientTokenId' } })
    expect(failure.details?.requestId).toMatch(/^[\da-f-]{36}$/)
  }
})

test('a wrong secret is an auth failure, and shows up in no message', async () => {
  const { open, zone } = await openFake()
  const secretAccessKey = 'wrong-and-secret'
  const provider = open({ ...usualKey, secretAccessKey })
  const failure = await failureOf(() => provider.apply(zone, [create('www')]))
  expect(failure).toMatchObject({ code: 'auth', details: { code: 'SignatureDoesNotMatch' } })
  expect(JSON.stringify(failure)).not.toContain(secretAccessKey)
})

test('a key that is revoked mid-way fails the next page of a listing', async () => {
  const { fake, provider, zone } = await openFake()
  for (let index = 0; index < 400; index++) {
    const ResourceRecords = [{ Value: '192.0.2.1' }]
    fake.putSet(zone.hostedZoneId, { Name: `h${index}.example.com.`, Type: 'A', TTL: 300, ResourceRecords })
  }
  const furtherRequest = async () => fake.users.clear()
  const failure = await failureOf(() => Array.fromAsync(provider.rrsets(zone, { furtherRequest })))
  expect(failure.code).toBe('auth')
})

test('a session token that has run out is an auth failure', async () => {
  const user = { secretAccessKey: 'x', sessionToken: 'token', expires: 1 }
  const { open, zone } = await openFake({ users: { ASIAFAKE000000000000: user } })
  const provider = open({ accessKeyId: 'ASIAFAKE000000000000', secretAccessKey: 'x', sessionToken: 'token' })
  const failure = await failureOf(() => Array.fromAsync(provider.rrsets(zone)))
  expect(failure).toMatchObject({ code: 'auth', details: { code: 'ExpiredToken' } })
})

test('a missing permission is an auth failure that names the action', async () => {
  const user = { ...usualKey, actions: ['route53:ListResourceRecordSets'] }
  const { provider, zone } = await openFake({ users: { [usualKey.accessKeyId]: user } })
  expect(await Array.fromAsync(provider.rrsets(zone))).toHaveLength(2)
  const failure = await failureOf(() => provider.apply(zone, [create('www')]))
  expect(failure).toMatchObject({ code: 'auth', details: { code: 'AccessDenied' } })
  expect(failure.message).toContain('route53:ChangeResourceRecordSets')
})

test('a zone that was deleted behind our back is not found', async () => {
  const { fake, provider, zone } = await openFake()
  fake.deleteZone(zone.hostedZoneId)
  for (const work of [
    () => Array.fromAsync(provider.rrsets(zone)),
    () => Array.fromAsync(provider.rrsets(zone, { at: [zone.name] })),
    () => provider.apply(zone, [create('www')]),
  ]) {
    expect(await failureOf(work)).toMatchObject({ code: 'not_found', details: { code: 'NoSuchHostedZone' } })
  }
})

test('a set that was changed behind our back is a conflict, and nothing is overwritten', async () => {
  const { fake, provider, zone } = await openFake()
  const before = exampleSet('www')
  await provider.apply(zone, [{ op: 'create', after: before }])
  const theirs = { Name: 'www.example.com.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.99' }] }
  fake.putSet(zone.hostedZoneId, theirs)
  const after = exampleSet('www', 'A', '192.0.2.2')
  const { outcomes } = await provider.apply(zone, [{ op: 'replace', before, after }, create('other')])
  expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' } }, { status: 'skipped' }])
  expect(fake.sets(zone.hostedZoneId)).toContainEqual(theirs)
  expect(fake.sets(zone.hostedZoneId)).toHaveLength(3)
})

test('throttling, which Route 53 answers with status 400, is told as that, and nothing was changed', async () => {
  const { fake, provider, zone } = await openFake({ limits: { requests: 1, perSeconds: 60 } })
  await Array.fromAsync(provider.rrsets(zone))
  const failure = await failureOf(() => provider.apply(zone, [create('www')]))
  expect(failure).toMatchObject({ code: 'rate_limited', message: 'Rate exceeded', details: { code: 'Throttling' } })
  expect(fake.requests.at(-1)).toMatchObject({ status: 400 })
  expect(await failureOf(() => Array.fromAsync(provider.zones()))).toMatchObject({ code: 'rate_limited' })
})

test('a page that is refused as one too many is asked for again after the account’s rest, and the listing goes on', async () => {
  const { fake, provider, zone } = await openFake()
  for (let index = 0; index < 700; index++) {
    const ResourceRecords = [{ Value: '192.0.2.1' }]
    fake.putSet(zone.hostedZoneId, { Name: `n${index}.example.com.`, Type: 'A', TTL: 300, ResourceRecords })
  }
  const refusals: unknown[] = []
  const furtherRequest = async (refused?: ProviderError) => void refusals.push(refused?.failure.code)
  fake.faults.add({ kind: 'throttled', after: 1, times: 2 })
  expect(await Array.fromAsync(provider.rrsets(zone, { furtherRequest }))).toHaveLength(702)
  expect(refusals).toEqual([undefined, 'rate_limited', 'rate_limited', undefined])
  fake.faults.add({ kind: 'throttled', after: 1, times: 6 })
  const failure = await failureOf(() => Array.fromAsync(provider.rrsets(zone, { furtherRequest })))
  expect(failure).toMatchObject({ code: 'rate_limited' })
})

test('a change while another one of the zone is under way is worth another try', async () => {
  const { provider, zone } = await openFake({ underWay: 60_000 })
  await provider.apply(zone, [create('www')])
  const failure = await failureOf(() => provider.apply(zone, [create('other')]))
  expect(failure).toMatchObject({ code: 'unavailable', details: { code: 'PriorRequestNotComplete' } })
})

test.each([500, 503])('after status %i nobody knows whether a change was made', async status => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'server_error', status, path: rrset, times: 2 })
  const { outcomes } = await provider.apply(zone, [create('www')])
  expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
  expect(await failureOf(() => Array.fromAsync(provider.rrsets(zone)))).toMatchObject({ code: 'unavailable' })
  fake.faults.add({ kind: 'server_error_after', status, path: rrset })
  expect((await provider.apply(zone, [create('www')])).outcomes).toMatchObject([{ status: 'unknown' }])
  expect(fake.sets(zone.hostedZoneId)).toHaveLength(3)
})

test('a connection that is refused throws, as nothing was sent', async () => {
  const { fake, provider, zone } = await openFake()
  await fake.close()
  const failure = await failureOf(() => provider.apply(zone, [create('www')]))
  expect(failure).toMatchObject({ code: 'unavailable' })
  expect(failure.message).toContain('ECONNREFUSED')
})

test('a connection that is reset before the request is read leaves open what became of it', async () => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'reset_before', path: rrset, times: 2 })
  expect((await provider.apply(zone, [create('www')])).outcomes).toMatchObject([{ status: 'unknown' }])
  expect(await failureOf(() => Array.fromAsync(provider.rrsets(zone)))).toMatchObject({ code: 'unavailable' })
  expect(fake.sets(zone.hostedZoneId)).toHaveLength(2)
})

test('a connection that is reset after the request does so too', async () => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'reset_after', path: rrset })
  const { outcomes } = await provider.apply(zone, [create('www')])
  expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
  expect(fake.sets(zone.hostedZoneId)).toHaveLength(3)
})

test('an answer that trickles in is given up when the caller gives up', async () => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'slow_loris', path: rrset, times: 2 })
  const signal = AbortSignal.timeout(300)
  const { outcomes } = await provider.apply(zone, [create('www')], { signal })
  expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
  const read = Array.fromAsync(provider.rrsets(zone, { signal: AbortSignal.timeout(300) }))
  expect(await failureOf(() => read)).toMatchObject({ code: 'unavailable', message: 'the call was given up' })
})

test.each([200, 403, 502])('a page for people with status %i is no answer', async status => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'html', status, times: 3 })
  const failure = await failureOf(() => Array.fromAsync(provider.rrsets(zone)))
  expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('is a proxy') })
  const { outcomes } = await provider.apply(zone, [create('www')])
  expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'unavailable' } }])
  expect(await failureOf(() => Array.fromAsync(provider.zones()))).toMatchObject({ code: 'unavailable' })
})

test('a listing that breaks off in the middle of its XML is a failure, and no shorter zone', async () => {
  const { fake, provider, zone } = await openFake()
  fake.faults.add({ kind: 'broken_xml' })
  expect(await failureOf(() => Array.fromAsync(provider.rrsets(zone)))).toMatchObject({ code: 'unavailable' })
})

test('a redirect is not followed', async () => {
  const { zone } = await openFake()
  const asked: string[] = []
  const redirecting: typeof fetch = async input => {
    asked.push(String(input))
    return new Response('', { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } })
  }
  const provider = route53Kind.open({ ...usualKey }, { ...testIo(), fetch: redirecting })
  expect(await failureOf(() => Array.fromAsync(provider.rrsets(zone)))).toMatchObject({ code: 'unavailable' })
  expect(asked).toEqual([`https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.hostedZoneId}/rrset?maxitems=300`])
})

test('every request gets the caller’s signal, and every one after the first waits for the account’s rate', async () => {
  const { fake, provider, zone } = await openFake()
  let further = 0
  const furtherRequest = async () => void further++
  await Array.fromAsync(provider.zones({ furtherRequest }))
  expect(further).toBe(fake.requests.length - 1)
  const [start, before] = [fake.requests.length, further]
  await provider.zoneAdmin!.delete(zone, { furtherRequest })
  expect(further - before).toBe(fake.requests.length - start - 1)
  const gone = AbortSignal.abort()
  const works = [
    () => Array.fromAsync(provider.zones({ signal: gone })),
    () => provider.missingPermissions!({ signal: gone }),
    () => provider.untilServed!('C1', { signal: gone }),
    () => provider.zoneAdmin!.create('example.net.', { reference: 'x' }, { signal: gone }),
    () => provider.zoneAdmin!.delete(zone, { signal: gone }),
  ]
  const count = fake.requests.length
  for (const work of works) expect(await failureOf(work)).toMatchObject({ code: 'unavailable' })
  expect(fake.requests).toHaveLength(count)
})
