import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewMachineKeyData } from '../src/contract/machine-keys.ts'
import { onEachStore } from './each-store.ts'
import { openStoredRows } from './stored-rows.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let app: TestApp
  let user: TestUser
  beforeAll(async () => {
    app = await start()
    user = await app.signUp('Keys')
    await app.call('POST', '/api/projects', { token: user.token, body: { name: 'Signed' } })
  })
  afterAll(() => app?.stop())

  const url = '/api/projects/signed/machine-keys'
  const make = (body: object) => app.call<NewMachineKeyData>('POST', url, { token: user.token, body })

  test('a key is made with a TSIG key, whose secret is shown once', async () => {
    const { status, body } = await make({ name: 'signs', tsig: {} })
    expect(status).toBe(201)
    const { tsig, accessKey } = body.data
    expect(tsig).toMatchObject({ name: accessKey, algorithm: 'hmac-sha256' })
    expect(Buffer.from(tsig!.secret, 'base64')).toHaveLength(32)
    const headers = { 'x-api-key': body.data.key }
    expect((await app.call('GET', '/api/v1/machine/domain/list', { headers })).status).toBe(200)
    const listed = await app.call('GET', url, { token: user.token })
    expect(JSON.stringify(listed.body)).not.toContain(tsig!.secret)
    expect(listed.body.data[0]).toMatchObject({ tsig: { name: accessKey, algorithm: 'hmac-sha256' } })
    const activities = await app.call('GET', '/api/activities', { token: user.token })
    expect(JSON.stringify(activities.body)).not.toContain(tsig!.secret)
    const found = await app.deps.store.machineKeys.findByTsigName(`${accessKey}.`)
    expect(found).toMatchObject({ secret: tsig!.secret, key: { accessKey } })
  })

  test('a name, an algorithm and a secret that exist elsewhere are taken over', async () => {
    const secret = Buffer.alloc(64, 7).toString('base64')
    const given = { name: 'DHCP.Example.com.', algorithm: 'hmac-sha512', secret }
    const { body } = await make({ name: 'dhcp', tsig: given })
    expect(body.data.tsig).toEqual({ name: 'dhcp.example.com', algorithm: 'hmac-sha512', secret })
    const stored = await openStoredRows(app)
    const rows = await stored.read().finally(stored.close)
    expect(rows).toContain('dhcp.example.com.')
    expect(rows).not.toContain(secret)
    const again = await make({ name: 'other', tsig: { name: 'dhcp.example.com' } })
    expect(again.body).toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'tsig.name', code: 'tsig_name_taken' }],
    })
  })

  test('a revoked key frees its name', async () => {
    const { body } = await make({ name: 'first', tsig: { name: 'freed.example' } })
    await app.call('DELETE', `${url}/${body.data.id}`, { token: user.token })
    expect(await app.deps.store.machineKeys.findByTsigName('freed.example.')).toBeUndefined()
    expect((await make({ name: 'second', tsig: { name: 'freed.example' } })).status).toBe(201)
  })

  test('a key without TSIG says so', async () => {
    const { body } = await make({ name: 'plain' })
    expect(body.data.tsig).toBeNull()
  })

  test('what is no name, no algorithm, no secret and no network is told at once', async () => {
    const { status, body } = await make({
      name: 'wrong',
      grants: { networks: ['192.0.2.0/24', '192.0.2.1/24', 'here'] },
      tsig: { name: 'a..b', algorithm: 'hmac-md5', secret: 'c2hvcnQ=' },
    })
    expect(status).toBe(400)
    expect(body.details.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'grants.networks[1] invalid_network',
      'grants.networks[2] invalid_network',
      'tsig.algorithm not_allowed',
      'tsig.name invalid_key_name',
      'tsig.secret invalid_secret',
    ])
  })

  test('a key limited to networks opens nothing from elsewhere', async () => {
    const { body } = await make({ name: 'near', grants: { networks: ['192.0.2.0/24', '2001:DB8::/32'] } })
    expect(body.data.grants).toEqual({ networks: ['192.0.2.0/24', '2001:db8::/32'] })
    const headers = { 'x-api-key': body.data.key }
    const from = (address: string) => app.call('GET', '/api/v1/machine/domain/list', { headers, address })
    expect((await from('192.0.2.9')).status).toBe(200)
    expect((await from('2001:db8::1')).status).toBe(200)
    const refused = await from('203.0.113.5')
    expect(refused.status).toBe(403)
    expect(refused.body.error).toMatchObject({ code: 'forbidden' })
  })
})
