import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { type Provider, ProviderError, type ProviderKind } from '../providers/provider.ts'
import { hideSecrets } from './hide-secrets.ts'

const secret = 'canary+secret/='
const kind = {
  settings: [
    { name: 'token', label: 'Token', required: true, secret: true },
    { name: 'account', label: 'Account', required: false, secret: false },
  ],
} as unknown as ProviderKind
const zone = { hostedZoneId: 'Z1', name: 'example.com.', nameServers: [] }
const rrset: RRset = { name: 'example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] }

const failing = (error: unknown): Provider =>
  hideSecrets(
    kind,
    { token: secret, account: 'visible-account' },
    {
      zones: () => throwing(error),
      rrsets: () => throwing(error),
      apply: () => Promise.reject(error),
    },
  )

async function* throwing(error: unknown): AsyncGenerator<never> {
  yield* []
  throw error
}

async function thrownBy(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Error) return error
  throw new Error('nothing was thrown')
}

test.each([
  ['its message', new ProviderError({ code: 'auth', message: `the header was ${secret}` })],
  ['its details', new ProviderError({ code: 'auth', message: 'no', details: { message: `sent ${secret}` } })],
  [
    'what caused it',
    new ProviderError({ code: 'auth', message: 'no' }, { cause: new Error(encodeURIComponent(secret)) }),
  ],
])('an error that has a secret in %s goes out without it', async (_, error) => {
  for (const work of [Array.fromAsync(failing(error).zones()), failing(error).apply(zone, [])]) {
    const thrown = await thrownBy(work)
    expect(thrown).toMatchObject({ failure: { code: 'auth' } })
    expect([JSON.stringify(thrown), thrown.message, String(thrown.cause)].join()).not.toMatch(/canary/)
  }
})

test('an error without secrets stays as it is, and so does what is no secret', async () => {
  const error = new ProviderError({ code: 'auth', message: 'visible-account' }, { cause: new Error('why') })
  expect(await thrownBy(Array.fromAsync(failing(error).rrsets(zone)))).toBe(error)
})

test('outcomes have no secrets in them either', async () => {
  const failure = { code: 'rejected', message: `not with ${secret}` } as const
  const change = { op: 'create', after: rrset } as const
  const provider = hideSecrets(
    kind,
    { token: secret },
    {
      zones: () => throwing('unused'),
      rrsets: () => throwing('unused'),
      apply: async () => ({ outcomes: [{ status: 'failed', change, failure }], receipt: 'C1' }),
    },
  )
  expect(await provider.apply(zone, [change])).toEqual({
    outcomes: [{ status: 'failed', change, failure: { code: 'rejected', message: 'not with [hidden]' } }],
    receipt: 'C1',
  })
})

test('a secret inside of a group is one too', async () => {
  const key = { name: 'key', label: 'Key', required: true, form: 'group', secret: false } as const
  const inner = { name: 'secret', label: 'Secret', required: true, secret: true }
  const grouped = { settings: [{ ...key, fields: [inner] }] } as unknown as ProviderKind
  const error = new ProviderError({ code: 'auth', message: `signed with ${secret}` })
  const provider = { zones: () => throwing(error), rrsets: () => throwing(error), apply: () => Promise.reject(error) }
  const hiding = hideSecrets(grouped, { key: { name: 'visible', secret } }, provider)
  expect(await thrownBy(hiding.apply(zone, []))).toMatchObject({ failure: { message: 'signed with [hidden]' } })
})
