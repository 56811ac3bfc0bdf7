import { afterAll, beforeAll, expect, test } from 'vitest'
import { base64Bytes } from '../../src/dns/encodings.ts'
import { createMessage } from '../../src/dns/message.ts'
import type { RecordType } from '../../src/dns/rrset.ts'
import type { TsigKey } from '../../src/tsig/tsig-key.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { addSecondary, eventually, makeZone } from '../secondary-world.ts'
import { testDns } from '../test-io.ts'

let zoneplane: TestZoneplane
let theirs: TestZoneplane
beforeAll(async () => {
  zoneplane = await startTestZoneplane({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const outsider = { email: 'outsider@example.com', password: 'a good password', name: 'Outsider' }
  const { body } = await zoneplane.call<{ data: { token: string } }>('POST', '/api/auth/signup', outsider)
  const headers = { 'X-API-Key': '', authorization: `Bearer ${body.data.token}` }
  const call = (method: string, path: string, sent?: unknown) => zoneplane.call(method, path, sent, headers)
  theirs = { ...zoneplane, call } as TestZoneplane
})
afterAll(() => zoneplane.stop())

async function ask(name: string, type: RecordType, tsig: TsigKey) {
  const message = createMessage({ questions: [{ name, type, class: 'IN' }] })
  const { rcode, answers } = await testDns.exchange(zoneplane.dns, message, { tsig })
  return { rcode, answers: answers.map(({ rdata }) => rdata) }
}

async function putCatalog(whose: TestZoneplane, slug: string, domain: string, key: TsigKey) {
  expect((await whose.call('PUT', `/api/workspaces/${slug}/catalog-zone`, { domain })).status).toBe(200)
  await eventually(async () => expect((await ask(`version.${domain}.`, 'TXT', key)).rcode).toBe('NOERROR'))
}

const refused = { rcode: 'REFUSED', answers: [] }

test('whoever signs with the key of a program is not told what is in a catalog zone', async () => {
  const { key } = await addSecondary(zoneplane, 'own')
  await putCatalog(zoneplane, 'default', 'catalog.invalid', key)
  expect((await theirs.call('POST', '/api/projects', { name: 'Theirs' })).status).toBe(201)
  const url = '/api/projects/theirs/machine-keys'
  const made = await theirs.call<{ data: { tsig: { name: string; secret: string } } }>('POST', url, {
    name: 'program',
    tsig: {},
  })
  const { name, secret } = made.body.data.tsig
  const program: TsigKey = { name: `${name}.`, algorithm: 'hmac-sha256', secret: base64Bytes(secret)! }
  expect(await ask('version.catalog.invalid.', 'TXT', program)).toEqual(refused)
  expect(await ask('catalog.invalid.', 'SOA', program)).toEqual(refused)
})

test('a catalog zone above the zones of others takes nothing away from their secondaries', async () => {
  const { key } = await addSecondary(zoneplane, 'below')
  await makeZone(zoneplane, 'shop.co.example')
  const { key: stranger } = await addSecondary(theirs, 'stranger', {}, '/api/workspaces/outsider/secondaries')
  await putCatalog(theirs, 'outsider', 'co.example', stranger)
  expect(await ask('shop.co.example.', 'SOA', key)).toMatchObject({ rcode: 'NOERROR', answers: [expect.any(String)] })
})

test('of two catalog zones, one below the other, the secondaries of each see their own', async () => {
  const { key: outer } = await addSecondary(zoneplane, 'outer')
  const { key: inner } = await addSecondary(theirs, 'inner', {}, '/api/workspaces/outsider/secondaries')
  await putCatalog(zoneplane, 'default', 'outer.invalid', outer)
  await putCatalog(theirs, 'outsider', 'inner.outer.invalid', inner)
  expect(await ask('version.inner.outer.invalid.', 'TXT', outer)).toEqual(refused)
  expect(await ask('version.outer.invalid.', 'TXT', inner)).toEqual(refused)
  expect(await ask('version.inner.outer.invalid.', 'TXT', inner)).toEqual({ rcode: 'NOERROR', answers: ['"2"'] })
})

test('a zone that takes the name of a catalog zone that was given up is not taken off with it', async () => {
  const { key } = await addSecondary(zoneplane, 'moving')
  await putCatalog(zoneplane, 'default', 'moving.example', key)
  expect((await zoneplane.call('PUT', '/api/workspaces/default/catalog-zone', { domain: null })).status).toBe(200)
  await makeZone(zoneplane, 'moving.example')
  // Once the next one is there, so is what was to be done for the last one.
  await putCatalog(zoneplane, 'default', 'moved.invalid', key)
  expect(await ask('moving.example.', 'SOA', key)).toMatchObject({ rcode: 'NOERROR', answers: [expect.any(String)] })
})
