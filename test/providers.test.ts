import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProviderData } from '../src/contract/providers.ts'
import { startTestApp, type TestApp } from './test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

test('every provider says what a connection to it takes, and a connection of such fields is understood', async () => {
  const { token, workspace } = await app.signUp('Paula')
  const { body } = await app.call<ProviderData[]>('GET', '/api/providers', { token })
  const found = new Map(body.data.map(kind => [kind.provider, kind]))
  expect(found.get('aws')).toMatchObject({ zoneProvider: 'route53', name: expect.any(String) })
  expect(found.get('builtin')?.fields).toEqual([])
  expect(found.get('cloudflare')?.fields[0]).toEqual({
    name: 'apiToken',
    label: 'API token',
    required: true,
    form: 'text',
    secret: true,
  })
  const key = found.get('rfc2136')?.fields.find(({ name }) => name === 'tsig')
  expect(key).toMatchObject({ form: 'group', fields: [{ name: 'name' }, { name: 'algorithm' }, { name: 'secret' }] })
  for (const { provider, fields } of body.data) {
    const reply = await app.call('POST', `/api/cloud-connections/${workspace.slug}`, {
      token,
      body: { name: 'Empty', provider, credentials: {} },
    })
    const missing = fields.filter(({ required }) => required).map(({ name }) => `credentials.${name}`)
    const told = (reply.body.details ?? []).map(({ path }) => path)
    expect([provider, told]).toEqual([provider, expect.arrayContaining(missing)])
  }
})
