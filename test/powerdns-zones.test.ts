import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from './servers/available.ts'
import { findPdns, type PdnsApi, startPdnsApi } from './servers/pdns-api.ts'
import { type Method, startTestApp, type TestApp, type TestUser } from './test-app.ts'

const program = findPdns()

describe.skipIf(!requireServer('pdns_server', program))(
  'zones of a PowerDNS whose connection names no name servers',
  () => {
    let app: TestApp
    let owner: TestUser
    let pdns: PdnsApi
    const call = (method: Method, url: string, body?: unknown) => app.call(method, url, { token: owner.token, body })

    beforeAll(async () => {
      pdns = await startPdnsApi(program!)
      app = await startTestApp()
      owner = await app.signUp('Petra')
      await call('POST', '/api/projects', { name: 'Own' })
      const { endpoint, apiKey } = pdns
      const connection = { name: 'PowerDNS', provider: 'powerdns', credentials: { endpoint, apiKey } }
      const made = await call('POST', `/api/cloud-connections/${owner.workspace.slug}`, connection)
      expect([made.status, made.body.data.status]).toEqual([201, 'connected'])
      await call('POST', '/api/projects/own/cloud-connections', { connectionId: made.body.data.id })
    })
    afterAll(async () => {
      await app?.stop()
      await pdns?.stop()
    })

    test('cannot be made, and it is said what to do', async () => {
      const zone = { name: 'Zone', domainName: 'nameless.example', provider: 'powerdns' }
      const { status, body } = await call('POST', '/api/own/production/dns', zone)
      expect([status, body.code]).toEqual([400, 'validation_failed'])
      expect(body.details).toEqual([
        {
          path: 'provider',
          code: 'name_servers_required',
          message: expect.stringMatching(/set nameServers.*hostedZoneId/),
        },
      ])
    })
  },
)
