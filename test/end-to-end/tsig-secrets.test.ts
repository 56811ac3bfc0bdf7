import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { nsupdate, updaters } from '../servers/nsupdate.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const secret = Buffer.from('canary of the secret of a TSIG key, 9a62').toString('base64')
const admin = { email: 'admin@localhost', password: 'a password for tests' }
let dataDir: string
let zoneplane: ServeProcess

describe.skipIf(!requireServer('nsupdate', updaters.nsupdate))('the secret of a TSIG key', () => {
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-tsig-'))
    zoneplane = await serve(dataDir, { ZONEPLANE_LOG_LEVEL: 'trace', ZONEPLANE_ADMIN_PASSWORD: admin.password })
  })
  afterAll(() => {
    zoneplane?.child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('comes out in the reply that makes the key, and nowhere else', async () => {
    const replies: string[] = []
    const call = async (method: string, path: string, body?: unknown) => {
      const headers = { ...(token && { Authorization: `Bearer ${token}` }), 'Content-Type': 'application/json' }
      const payload = body === undefined ? null : JSON.stringify(body)
      const text = await (await fetch(zoneplane.url + path, { method, headers, body: payload })).text()
      replies.push(text)
      return (JSON.parse(text) as { data: { token: string; id: number } }).data
    }
    let token = ''
    token = (await call('POST', '/api/auth/login', admin)).token
    await call('POST', '/api/demo/production/dns', { name: 'Zone', domainName: 'canary.example' })
    const keys = '/api/projects/demo/machine-keys'
    const key = { name: 'canary.key', algorithm: 'hmac-sha256', secret }
    const { id } = await call('POST', keys, { name: 'canary', tsig: key })
    expect(replies.pop()).toContain(secret)
    await call('POST', keys, { name: 'again', tsig: key })
    await call('POST', keys, { name: 'wrong', tsig: { ...key, name: 'a..b', more: secret } })
    const dns = { host: '127.0.0.1', port: zoneplane.dnsPort }
    const add = ['update add www.canary.example 300 A 192.0.2.1']
    expect(await nsupdate(dns, 'canary.example', add, { key })).toMatchObject({ rcode: 'NOERROR' })
    await nsupdate(dns, 'nowhere.example', ['update delete www.nowhere.example'], { key })
    await nsupdate(dns, 'canary.example', add, { key: { ...key, algorithm: 'hmac-sha512' } })
    await call('GET', keys)
    await call('GET', '/api/activities?limit=100')
    await call('DELETE', `${keys}/${id}`)
    await zoneplane.stop('SIGTERM')

    const files = readdirSync(dataDir).map(file => readFileSync(join(dataDir, file), 'latin1'))
    expect(files.join('')).toContain('canary.key')
    expect(zoneplane.stderr()).toContain('DNS update')
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(replies.filter(text => text.includes(form))).toEqual([])
      expect(zoneplane.stderr()).not.toContain(form)
      expect(files.filter(content => content.includes(form))).toEqual([])
    }
  })
})
