import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../src/plan/types.ts'
import { rfc2136Kind } from '../src/providers/rfc2136/kind.ts'
import type { Rfc2136Settings } from '../src/providers/rfc2136/settings.ts'
import { create, set, zone } from './rfc2136-world.ts'
import { requireServer } from './servers/available.ts'
import type { DnsServer } from './servers/dns-server.ts'
import { findProgram } from './servers/find-program.ts'
import { emptyZone, keyText, startBindPrimary, testKey } from './servers/primary.ts'
import { type Loose, type Method, startTestApp, type TestApp, type TestUser } from './test-app.ts'
import { testIo } from './test-io.ts'

const program = findProgram('named')
const updateKey = testKey('update')
const weakKey = testKey('weak', 'hmac-sha1')

describe.skipIf(!requireServer('named', program))('zones on BIND through the API', () => {
  let app: TestApp
  let owner: TestUser
  let bind: DnsServer
  let settings: Rfc2136Settings
  let zoneUrl: string

  const call = (method: Method, url: string, body?: unknown) => app.call(method, url, { token: owner.token, body })
  const connections = () => `/api/cloud-connections/${owner.workspace.slug}`
  const connect = (credentials: object) =>
    call('POST', connections(), { name: 'BIND', provider: 'rfc2136', credentials })
  /** Somebody with nsupdate. */
  const behindOurBack = (...changes: Change[]) => rfc2136Kind.open(settings, testIo()).apply(zone, changes)
  const record = async (name: string, type: string) => {
    const { body } = await call('GET', `${zoneUrl}/records?name=${name}&type=${type}`)
    return (body.data as unknown as Loose[])[0]
  }

  beforeAll(async () => {
    app = await startTestApp()
    owner = await app.signUp('Olga')
    const zones = [emptyZone('example.com.'), emptyZone('example.org.')]
    bind = await startBindPrimary(program!, { zones, updateKey, transferKey: weakKey })
    settings = { server: bind.host, port: bind.port, tsig: keyText(updateKey), transferTsig: keyText(weakKey) }
    await call('POST', '/api/projects', { name: 'Own' })
    const { status, body } = await connect(settings)
    expect([status, body.data.status]).toEqual([201, 'connected'])
    await call('POST', '/api/projects/own/cloud-connections', { connectionId: body.data.id })
    const wanted = { name: 'Zone', domainName: 'example.com', provider: 'rfc2136' }
    const made = await call('POST', '/api/own/production/dns', wanted)
    expect(made.status).toBe(201)
    expect(made.body.data.nameServers).toEqual(['ns1.example.net', 'ns2.example.net'])
    zoneUrl = `/api/own/production/dns/${made.body.data.id}`
  })
  afterAll(async () => {
    await app.stop()
    await bind.stop()
  })

  test('a key with SHA-1 works, and is warned of', async () => {
    const { body } = await connect(settings)
    expect(body.data).toMatchObject({
      status: 'connected',
      problems: [],
      warnings: [{ path: 'transferTsig.algorithm', code: 'weak_algorithm' }],
    })
    expect((await call('POST', `${connections()}/${body.data.id}/test`)).body.data.warnings).toHaveLength(1)
    expect(JSON.stringify((await call('GET', connections())).body)).not.toContain(settings.tsig.secret)
  })

  test('settings are refused with every problem, those inside of keys too', async () => {
    const wrong = {
      server: 'ns.example:53',
      port: 70_000,
      tsig: { name: 'a..b', algorithm: 'md5', secret: '*' },
      transferTsig: { name: 'key', algorithm: 'hmac-sha256', more: 1 },
      zones: ['example.com', 'a..b'],
    }
    const { status, body } = await connect(wrong)
    expect(status).toBe(400)
    expect(body.details.map(({ path, code }) => [path, code]).sort()).toEqual([
      ['credentials.port', 'invalid_port'],
      ['credentials.server', 'invalid_server'],
      ['credentials.transferTsig.more', 'unknown_field'],
      ['credentials.transferTsig.secret', 'required'],
      ['credentials.tsig.algorithm', 'unknown_algorithm'],
      ['credentials.tsig.name', 'invalid_key_name'],
      ['credentials.tsig.secret', 'invalid_secret'],
      ['credentials.zones[1]', 'empty_label'],
    ])
    const otherForms = await connect({ server: 1, port: '53', tsig: 'secret', zones: 'example.com' })
    expect(otherForms.body.details.map(({ path, code }) => [path, code]).sort()).toEqual([
      ['credentials.port', 'invalid_type'],
      ['credentials.server', 'invalid_type'],
      ['credentials.tsig', 'invalid_type'],
      ['credentials.zones', 'invalid_type'],
    ])
    expect(JSON.stringify(body)).not.toContain('"*"')
  })

  test('records are written, shown, drift is told, and a write is undone', async () => {
    const www = { name: 'www', type: 'A', ttl: 300, values: ['192.0.2.1', '192.0.2.2'] }
    expect((await call('POST', `${zoneUrl}/records`, www)).status).toBe(201)
    expect(await record('www', 'A')).toMatchObject({ values: ['192.0.2.1', '192.0.2.2'] })
    const changes = [{ action: 'upsert', name: 'www', type: 'A', ttl: 60, values: ['192.0.2.3'] }]
    const made = await call('POST', `${zoneUrl}/changes`, { changes })
    expect(made.body.data.outcomes).toMatchObject([{ status: 'applied', receipt: expect.stringMatching(/^\d+$/) }])

    const before = { ...set('www', 'A', '192.0.2.3'), ttl: 60 }
    await behindOurBack(
      { op: 'replace', before, after: set('www', 'A', '192.0.2.9') },
      create(set('more', 'A', '192.0.2.8')),
    )
    const drift = (await call('GET', `${zoneUrl}/drift`)).body.data
    expect(drift).toMatchObject({ inSync: false, counts: { changed: 1, unmanaged: 1 } })
    // What somebody else has changed isn't undone over their heads.
    const revert = () => call('POST', `${zoneUrl}/changes/${made.body.data.id}/revert`, { confirm: true })
    expect((await revert()).status).toBeGreaterThanOrEqual(400)
    await behindOurBack({ op: 'replace', before: set('www', 'A', '192.0.2.9'), after: before })
    expect((await revert()).status).toBe(201)
    expect(await record('www', 'A')).toMatchObject({ ttl: 300, values: ['192.0.2.1', '192.0.2.2'] })
  })

  test('name servers of the apex are replaced, and never all deleted', async () => {
    const changes = [{ action: 'delete', name: '@', type: 'NS' }]
    expect((await call('POST', `${zoneUrl}/changes`, { changes, confirm: true })).status).toBe(400)
    const swap = [{ action: 'upsert', name: '@', type: 'NS', values: ['ns3.example.net', 'ns4.example.net'] }]
    const { status } = await call('POST', `${zoneUrl}/changes`, { changes: swap, confirm: true })
    expect(status).toBe(201)
    expect((await record('@', 'NS'))?.values).toEqual(['ns3.example.net.', 'ns4.example.net.'])
  })

  test('a zone of a server is taken up once, through whichever connection', async () => {
    await call('POST', '/api/projects', { name: 'Other' })
    const second = { ...settings, server: bind.host, zones: ['example.com', 'example.org'] }
    const { body } = await connect(second)
    expect(body.data).toMatchObject({ status: 'connected', statusDetail: null })
    await call('POST', '/api/projects/other/cloud-connections', { connectionId: body.data.id })
    const take = (domainName: string) =>
      call('POST', '/api/other/production/dns', { name: 'Again', domainName, provider: 'rfc2136' })
    expect(await take('example.com')).toMatchObject({ status: 400, body: { code: 'duplicate_zone' } })
    expect((await take('example.org')).status).toBe(201)
    expect(await take('missing.example')).toMatchObject({ status: 404, body: { code: 'hosted_zone_not_found' } })
  })

  test('a connection to zones that are not there, or not to be transferred, says so', async () => {
    const { body } = await connect({
      ...settings,
      transferTsig: settings.tsig,
      zones: ['example.com', 'missing.example'],
    })
    expect(body.data).toMatchObject({
      status: 'failed',
      statusDetail: 'missing permissions: transfer of example.com, zone missing.example',
      problems: [
        { path: 'transfer of example.com', code: 'transfer_refused' },
        { path: 'zone missing.example', code: 'zone_not_found' },
      ],
    })
    const wrong = { ...settings, tsig: keyText({ ...updateKey, secret: new Uint8Array(32) }) }
    expect((await connect(wrong)).body.data).toMatchObject({
      status: 'failed',
      statusDetail: expect.stringContaining('BADSIG'),
    })
  })
})
