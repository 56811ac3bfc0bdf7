import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenCloudflare, openCloudflare, thrownBy } from '../../../test/fakes/cloudflare/open.ts'
import type { Permission } from '../../../test/fakes/cloudflare/options.ts'
import { testIo } from '../../../test/test-io.ts'
import { cloudflareKind } from './kind.ts'

let open: OpenCloudflare

beforeEach(async () => {
  open = await openCloudflare()
})
afterEach(() => open.fake.close())

async function missing(): Promise<string[]> {
  return (await open.provider.missingPermissions!()).map(({ path }) => path)
}

test.each<[Permission[], string[]]>([
  [['zone:read', 'dns:read', 'dns:edit'], []],
  [['zone:read', 'dns:read'], ['Zone.DNS:Edit']],
  [['zone:read'], ['Zone.DNS:Edit']],
  [['dns:read', 'dns:edit'], ['Zone.Zone:Read']],
])('a token with %j lacks %j', async (permissions, lacking) => {
  open.fake.tokens.set('fake-token', { permissions })
  expect(await missing()).toEqual(lacking)
  expect(open.fake.records(open.zone.hostedZoneId)).toEqual([])
})

test('an account without zones says nothing of records', async () => {
  open.fake.deleteZone(open.zone.hostedZoneId)
  expect(await missing()).toEqual([])
})

test('where there are no batches that is not taken for a missing permission', async () => {
  await open.fake.close()
  open = await openCloudflare({ batch: false })
  expect(await missing()).toEqual([])
})

test('a failure that says nothing of permissions is thrown', async () => {
  open.fake.faults.add({ kind: 'server_error', path: /dns_records$/ })
  expect((await thrownBy(missing())).failure.code).toBe('unavailable')
})

/** What the fake would have to know of tokens of accounts, and doesn't. */
function openFor(accountId: string, verify: (path: string) => Response | undefined) {
  const settings = { apiToken: 'fake-token', endpoint: open.fake.url, accountId }
  const answer: typeof fetch = async (url, init) => verify(new URL(String(url)).pathname) ?? fetch(url, init)
  return cloudflareKind.open(settings, { ...testIo(), fetch: answer })
}

const refused = () =>
  Response.json({ success: false, errors: [{ code: 1000, message: 'Invalid API Token' }] }, { status: 401 })

test('a token of an account is verified by the account', async () => {
  const provider = openFor('a'.repeat(32), path => (path.endsWith('/user/tokens/verify') ? refused() : undefined))
  expect(await provider.missingPermissions!()).toEqual([])
  expect(open.fake.requests[0]).toMatchObject({ path: `/accounts/${'a'.repeat(32)}/tokens/verify` })
})

test.each(['disabled', 'expired'])('a token that is %s is refused', async status => {
  const provider = openFor('a'.repeat(32), path =>
    path.endsWith('/user/tokens/verify') ? Response.json({ success: true, errors: [], result: { status } }) : undefined,
  )
  expect((await thrownBy(provider.missingPermissions!())).failure).toMatchObject({
    code: 'auth',
    message: expect.stringContaining(status),
  })
})
