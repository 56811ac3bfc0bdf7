import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { nsupdate, type TsigText, type UpdateOptions, type Updater, updaters } from '../servers/nsupdate.ts'
import { type ProviderName, type ProviderWorld, providers, startProviderWorld } from './provider-world.ts'

/** Real clients of RFC 2136 against the whole program, with zones on each provider. */

const run = promisify(execFile)
let world: ProviderWorld
let key: TsigText
const zones = new Map<ProviderName, number>()

const isMissing = !requireServer('nsupdate', updaters.nsupdate) || !requireServer('knsupdate', updaters.knsupdate)

beforeAll(async () => {
  if (isMissing) return
  world = await startProviderWorld()
  for (const provider of providers) {
    if (provider === 'cloudflare') {
      world.cloudflare.addZone({ name: 'cloudflare.example', nameServers: ['ada.ns.test', 'bob.ns.test'] })
    }
    const zone = { name: provider, domainName: `${provider}.example`, provider }
    const made = await world.call<{ id: number }>('POST', '/api/demo/production/dns', zone)
    expect(made.status).toBe(201)
    zones.set(provider, made.body.data.id)
  }
  key = await newKey({ name: 'updates', tsig: { name: 'updates.example' } })
}, 60_000)
afterAll(() => world?.stop())

async function newKey(body: object): Promise<TsigText> {
  const session = await world.call<{ token: string }>('POST', '/api/auth/login', world.zoneplane.admin)
  const headers = { 'X-API-Key': '', Authorization: `Bearer ${session.body.data.token}` }
  const made = await world.call<{ tsig: TsigText }>('POST', '/api/projects/demo/machine-keys', body, headers)
  return made.body.data.tsig
}

const send = (provider: ProviderName, script: string[], options: Partial<UpdateOptions> = {}) =>
  nsupdate(world.zoneplane.dns, `${provider}.example`, script, { key, ...options })

async function stored(provider: ProviderName, host: string) {
  const path = `/api/demo/production/dns/${zones.get(provider)}/records?limit=1000`
  const { body } = await world.call<{ name: string; type: string; values: string[] }[]>('GET', path)
  const own = body.data.filter(set => set.name === `${host}.${provider}.example`)
  return own.map(({ type, values }) => `${type} ${[...values].sort().join(' ')}`).sort()
}

describe.skipIf(isMissing)('updates of a zone', () => {
  describe.each(providers)('on %s', provider => {
    const at = (host: string) => `${host}.${provider}.example`

    test('nsupdate adds, replaces and deletes', async () => {
      const added = [`update add ${at('www')} 300 A 192.0.2.1`, `update add ${at('www')} 300 A 192.0.2.2`]
      expect(await send(provider, added)).toMatchObject({ rcode: 'NOERROR' })
      expect(await stored(provider, 'www')).toEqual(['A 192.0.2.1 192.0.2.2'])
      const exchanged = [`update delete ${at('www')} A 192.0.2.1`, `update add ${at('www')} 300 TXT "with text"`]
      expect(await send(provider, exchanged, { tcp: true })).toMatchObject({ rcode: 'NOERROR' })
      expect(await stored(provider, 'www')).toEqual(['A 192.0.2.2', expect.stringContaining('with text')])
      expect(await send(provider, [`update delete ${at('www')}`])).toMatchObject({ rcode: 'NOERROR' })
      expect(await stored(provider, 'www')).toEqual([])
    })

    test('each form of prerequisite is told as RFC 2136 has it', async () => {
      await send(provider, [`update add ${at('p')} 300 A 192.0.2.1`])
      const forms: [string, string][] = [
        [`prereq yxdomain ${at('p')}`, 'NOERROR'],
        [`prereq yxdomain ${at('none')}`, 'NXDOMAIN'],
        [`prereq nxdomain ${at('none')}`, 'NOERROR'],
        [`prereq nxdomain ${at('p')}`, 'YXDOMAIN'],
        [`prereq yxrrset ${at('p')} A`, 'NOERROR'],
        [`prereq yxrrset ${at('p')} TXT`, 'NXRRSET'],
        [`prereq nxrrset ${at('p')} TXT`, 'NOERROR'],
        [`prereq nxrrset ${at('p')} A`, 'YXRRSET'],
        [`prereq yxrrset ${at('p')} A 192.0.2.1`, 'NOERROR'],
        [`prereq yxrrset ${at('p')} A 192.0.2.9`, 'NXRRSET'],
      ]
      for (const [index, [prerequisite, rcode]] of forms.entries()) {
        const update = `update add ${at(`made-${index}`)} 300 A 192.0.2.1`
        expect([prerequisite, (await send(provider, [prerequisite, update])).rcode]).toEqual([prerequisite, rcode])
        expect(await stored(provider, `made-${index}`)).toHaveLength(rcode === 'NOERROR' ? 1 : 0)
      }
    }, 120_000)

    test('a CNAME beside other data is refused, not ignored', async () => {
      await send(provider, [`update add ${at('c')} 300 A 192.0.2.1`])
      expect(await send(provider, [`update add ${at('c')} 300 CNAME x.example.`])).toMatchObject({ rcode: 'REFUSED' })
      expect(await stored(provider, 'c')).toEqual(['A 192.0.2.1'])
    })

    test('knsupdate does the same', async () => {
      const program: Updater = 'knsupdate'
      const free = [`prereq nxdomain ${at('k')}`, `update add ${at('k')} 300 A 192.0.2.1`]
      expect(await send(provider, free, { program })).toMatchObject({ rcode: 'NOERROR' })
      expect(await send(provider, free, { program, tcp: true })).toMatchObject({ rcode: 'YXDOMAIN' })
      expect(await send(provider, [`update delete ${at('k')}`], { program })).toMatchObject({ rcode: 'NOERROR' })
      expect(await stored(provider, 'k')).toEqual([])
    })

    test('what was updated is in the history with its key, and is taken back', async () => {
      await send(provider, [`update add ${at('undone')} 300 A 192.0.2.1`])
      const changes = `/api/demo/production/dns/${zones.get(provider)}/changes`
      const { body } = await world.call<{ id: number }[]>('GET', `${changes}?limit=1`)
      expect(body.data[0]).toMatchObject({ status: 'applied', actor: { kind: 'machine_key', name: 'updates' } })
      expect((await world.call('POST', `${changes}/${body.data[0]?.id}/revert`, {})).status).toBe(201)
      expect(await stored(provider, 'undone')).toEqual([])
    })
  })
})

describe.skipIf(isMissing)('clients that may not', () => {
  const add = ['update add x.builtin.example 300 A 192.0.2.1']

  test('are told that their update has to be signed, and rightly', async () => {
    expect(await send('builtin', add, { key: undefined })).toMatchObject({ rcode: 'REFUSED' })
    expect((await send('builtin', add, { key: { ...key, name: 'nobody.example' } })).output).toContain('BADKEY')
    const secret = Buffer.alloc(32).toString('base64')
    expect((await send('builtin', add, { key: { ...key, secret } })).output).toContain('BADSIG')
  })

  test('are refused what their grants leave out', async () => {
    const acme = await newKey({ name: 'acme', grants: { names: ['_acme-challenge*'], types: ['TXT'] }, tsig: {} })
    expect(await send('builtin', add, { key: acme })).toMatchObject({ rcode: 'REFUSED' })
    const own = ['update add _acme-challenge.builtin.example 60 TXT "token"']
    expect(await send('builtin', own, { key: acme })).toMatchObject({ rcode: 'NOERROR' })
    const far = await newKey({ name: 'far', grants: { networks: ['192.0.2.0/24'] }, tsig: {} })
    expect(await send('builtin', add, { key: far })).toMatchObject({ rcode: 'REFUSED' })
    const near = await newKey({
      name: 'near',
      grants: { networks: ['127.0.0.0/8'] },
      tsig: { algorithm: 'hmac-sha512' },
    })
    expect(await send('builtin', add, { key: near })).toMatchObject({ rcode: 'NOERROR' })
  })

  test('are told that a zone is not here, and a name not in the zone', async () => {
    const elsewhere = await nsupdate(world.zoneplane.dns, 'nowhere.example', ['update delete a.nowhere.example'], {
      key,
    })
    expect(elsewhere.rcode).toBe('NOTAUTH')
    const outside = ['prereq nxdomain a.nowhere.example', ...add]
    expect((await send('builtin', outside, { program: 'knsupdate' })).rcode).not.toBe('NOERROR')
  })

  test('a key that may read the whole zone transfers it, as some programs do that keep records', async () => {
    const { host, port } = world.zoneplane.dns
    const args = (by: TsigText) => ['-y', `${by.algorithm}:${by.name}:${by.secret}`, `@${host}`, '-p', String(port)]
    const axfr = async (by: TsigText) => (await run('dig', [...args(by), 'builtin.example', 'AXFR'])).stdout
    await send('builtin', ['update add seen.builtin.example 300 A 192.0.2.1'])
    expect(await axfr(key)).toMatch(/^seen\.builtin\.example\.\s+300\s+IN\s+A\s+192\.0\.2\.1$/m)
    const narrow = await newKey({ name: 'narrow', grants: { types: ['TXT'] }, tsig: {} })
    expect(await axfr(narrow)).not.toContain('192.0.2.1')
  })

  test('nsupdate finds the zone out by itself', async () => {
    const script = ['update add found.builtin.example 60 A 192.0.2.1']
    expect(await nsupdate(world.zoneplane.dns, undefined, script, { key })).toMatchObject({ rcode: 'NOERROR' })
    expect(await stored('builtin', 'found')).toEqual(['A 192.0.2.1'])
  })
})
