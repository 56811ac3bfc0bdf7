import { afterEach, expect, test, vi } from 'vitest'
import { openFake } from '../../../test/fakes/route53/open-provider.ts'
import { usualKey } from '../../../test/fakes/route53/options.ts'
import { testIo } from '../../../test/test-io.ts'
import { type Provider, ProviderError } from '../provider.ts'
import { machineRoute53Kind } from './kind.ts'
import type { AwsSettings } from './settings.ts'

const roleArn = 'arn:aws:iam::123456789012:role/dns'
const keyId = usualKey.accessKeyId

const io = testIo()

afterEach(() => vi.unstubAllEnvs())

const zonesOf = (provider: Provider) => Array.fromAsync(provider.zones())

async function failureOf(work: () => Promise<unknown>) {
  const error = await work().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure
}

const operations = ({ requests }: { requests: readonly { operation: string }[] }) =>
  requests.map(({ operation }) => operation)

test('a role is taken on once, and kept until it is about to end', async () => {
  let time = Date.now()
  const now = () => time
  const users = { [keyId]: { ...usualKey, actions: ['sts:AssumeRole'] } }
  const { open, fake } = await openFake({ users, roles: { [roleArn]: { externalId: 'ours' } }, now })
  const provider = open({ ...usualKey, roleArn, externalId: 'ours' }, now)
  expect(await zonesOf(provider)).toHaveLength(1)
  expect(await zonesOf(provider)).toHaveLength(1)
  expect(operations(fake).filter(operation => operation === 'AssumeRole')).toHaveLength(1)
  // No further than AWS lets clocks differ: requests are signed with the time of this machine.
  time += 14 * 60_000
  expect(await zonesOf(provider)).toHaveLength(1)
  expect(operations(fake).filter(operation => operation === 'AssumeRole')).toHaveLength(1)
})

test('a role that ends is taken on again', async () => {
  const start = Date.now()
  let ahead = 0
  const { open, fake } = await openFake({ roles: { [roleArn]: {} } })
  const provider = open({ ...usualKey, roleArn }, () => start + ahead)
  await zonesOf(provider)
  ahead = 3600_000 - 119_000
  const before = operations(fake).length
  await zonesOf(provider)
  expect(operations(fake)[before]).toBe('AssumeRole')
})

test('a role whose credentials are revoked fails once, and is taken on again', async () => {
  const { open, fake } = await openFake({ roles: { [roleArn]: {} } })
  const provider = open({ ...usualKey, roleArn })
  await zonesOf(provider)
  for (const id of fake.users.keys()) if (id.startsWith('ASIA')) fake.users.delete(id)
  expect(await failureOf(() => zonesOf(provider))).toMatchObject({ code: 'auth' })
  expect(await zonesOf(provider)).toHaveLength(1)
})

test.each([
  ['without its external id', {}],
  ['with another external id', { externalId: 'theirs' }],
])('a role asked for %s is an auth failure that names the role and the action', async (_, settings) => {
  const { open } = await openFake({ roles: { [roleArn]: { externalId: 'ours' } } })
  const failure = await failureOf(() => zonesOf(open({ ...usualKey, roleArn, ...settings })))
  expect(failure).toMatchObject({ code: 'auth', details: { code: 'AccessDenied' } })
  expect(failure.message).toMatch(/role\/dns.*sts:AssumeRole/)
})

test('while STS is out of order the failure passes', async () => {
  const { open, fake } = await openFake({ roles: { [roleArn]: {} } })
  const provider = open({ ...usualKey, roleArn })
  fake.faults.add({ kind: 'server_error', status: 503, path: /^\/$/ })
  expect(await failureOf(() => zonesOf(provider))).toMatchObject({ code: 'unavailable' })
  expect(await zonesOf(provider)).toHaveLength(1)
})

test('a write for which no role could be had was not sent', async () => {
  const { open, fake, zone } = await openFake({ roles: { [roleArn]: {} } })
  const provider = open({ ...usualKey, roleArn })
  const after = { name: 'www.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] }
  fake.faults.add({ kind: 'reset_after', path: /^\/$/ })
  expect(await failureOf(() => provider.apply(zone, [{ op: 'create', after }]))).toMatchObject({ code: 'unavailable' })
  expect(operations(fake)).not.toContain('ChangeResourceRecordSets')
})

test('the machine’s own credentials are those of its environment', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', keyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', usualKey.secretAccessKey)
  const { fake } = await openFake({ roles: { [roleArn]: {} } })
  const open = (settings: AwsSettings) => machineRoute53Kind.open({ ...settings, endpoint: fake.url }, io)
  expect(await zonesOf(open({ useDefaultChain: true }))).toHaveLength(1)
  expect(await zonesOf(open({ useDefaultChain: true, roleArn }))).toHaveLength(1)
})

test('an endpoint of the environment is asked with the machine’s own credentials, and never with others', async () => {
  const { fake } = await openFake({ roles: { [roleArn]: {} } })
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', keyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', usualKey.secretAccessKey)
  const asked: string[] = []
  const elsewhere = {
    ...io,
    fetch: (async input => {
      asked.push(new URL(String(input)).host)
      return new Response('', { status: 503 })
    }) as typeof fetch,
  }
  await failureOf(() => zonesOf(machineRoute53Kind.open(usualKey, elsewhere)))
  await failureOf(() => zonesOf(machineRoute53Kind.open({ ...usualKey, roleArn }, elsewhere)))
  expect(asked).toEqual(['route53.amazonaws.com', 'sts.us-east-1.amazonaws.com'])
  expect(await zonesOf(machineRoute53Kind.open({ useDefaultChain: true, roleArn }, io))).toHaveLength(1)
})

test('a session token goes with its key', async () => {
  const accessKeyId = 'ASIAFAKE000000000000'
  const session = { secretAccessKey: 'x', sessionToken: 'token' }
  const { open } = await openFake({ users: { [accessKeyId]: session } })
  expect(await zonesOf(open({ accessKeyId, ...session }))).toHaveLength(1)
  expect(await failureOf(() => zonesOf(open({ accessKeyId, secretAccessKey: 'x' })))).toMatchObject({ code: 'auth' })
})
