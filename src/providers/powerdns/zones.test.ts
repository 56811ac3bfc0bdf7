import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../../../test/servers/available.ts'
import { dig } from '../../../test/servers/dig.ts'
import { findPdns, type PdnsApi, startPdnsApi } from '../../../test/servers/pdns-api.ts'
import { testIo } from '../../../test/test-io.ts'
import { decodeMessage } from '../../dns/message-decode.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import { type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import { powerDnsKind } from './kind.ts'

const program = findPdns()
const domain = 'example.com.'

describe.skipIf(!requireServer('pdns_server', program))('on a real PowerDNS', { timeout: 60_000 }, () => {
  let pdns: PdnsApi
  let provider: Provider
  let zone: RemoteZone
  beforeAll(async () => {
    pdns = await startPdnsApi(program!)
    provider = open()
    zone = await provider.zoneAdmin!.create(domain, { reference: 'one' })
  })
  afterAll(() => pdns?.stop())

  const open = (more: object = {}, io = testIo()) => {
    const { endpoint, apiKey } = pdns
    return powerDnsKind.open({ endpoint, apiKey, nameServers: ['ns1.example.net', 'ns2.example.net'], ...more }, io)
  }
  const create = (after: RRset): Change => ({ op: 'create', after })

  describe('zones', () => {
    test('are listed, and found by name, with the names of their apex NS set', async () => {
      expect(zone).toEqual({
        hostedZoneId: domain,
        name: domain,
        nameServers: ['ns1.example.net.', 'ns2.example.net.'],
      })
      expect(await Array.fromAsync(provider.zones())).toContainEqual(zone)
      expect(await Array.fromAsync(provider.zones({ name: domain }))).toEqual([zone])
      expect(await Array.fromAsync(provider.zones({ name: 'nowhere.test.' }))).toEqual([])
    })

    test('have ids that can stand in paths', async () => {
      const reverse = await provider.zoneAdmin!.create('0/25.2.0.192.in-addr.arpa.', { reference: 'reverse' })
      expect(reverse.hostedZoneId).toBe('0=2F25.2.0.192.in-addr.arpa.')
      const pointer = { name: `1.${reverse.name}`, type: 'PTR', ttl: 300, records: ['host.example.net.'] }
      expect(await provider.apply(reverse, [create(pointer)])).toMatchObject({ outcomes: [{ status: 'applied' }] })
      expect(await Array.fromAsync(provider.rrsets(reverse, { at: [pointer.name] }))).toEqual([pointer])
      expect(await provider.zoneAdmin!.create(reverse.name, { reference: 'reverse' })).toEqual(reverse)
      await provider.zoneAdmin!.delete(reverse)
    })

    test('are made with a first name server that exists, and of the kind that is wanted', async () => {
      const made = await open({ zoneKind: 'Primary' }).zoneAdmin!.create('kind.test.', { reference: 'kind' })
      const sets = await Array.fromAsync(provider.rrsets(made))
      expect(sets.find(({ type }) => type === 'SOA')?.records[0]).toMatch(/^ns1\.example\.net\. /)
      expect(await pdns.api('GET', '/zones/kind.test.')).toMatchObject({ kind: 'Master', account: 'kind' })
    })

    test('cannot be made without name servers, nor beside one that is there', async () => {
      const nameless = open({ nameServers: [] }).zoneAdmin!.create('nameless.test.', { reference: 'x' })
      await expect(nameless).rejects.toMatchObject({ failure: { code: 'rejected', details: expect.anything() } })
      const taken = provider.zoneAdmin!.create(domain, { reference: 'another' })
      await expect(taken).rejects.toMatchObject({ failure: { code: 'conflict' } })
    })

    test('that are secondaries are read, and not written', async () => {
      await pdns.api('POST', '/zones', { name: 'secondary.test.', kind: 'Slave', masters: ['127.0.0.1:1'] })
      const [secondary] = await Array.fromAsync(provider.zones({ name: 'secondary.test.' }))
      const { outcomes } = await provider.apply(secondary!, [
        create({ name: 'x.secondary.test.', type: 'A', ttl: 300, records: ['192.0.2.1'] }),
      ])
      expect(outcomes).toMatchObject([{ status: 'failed', failure: { details: { code: 'secondary_zone' } } }])
    })

    test('of a primary server are notified of, and a failure of that fails nothing', async () => {
      const socket = createSocket('udp4').bind(0, '127.0.0.1')
      await once(socket, 'listening')
      const notified = new Promise<string>(resolve => {
        socket.on('message', bytes => {
          const { opcode, questions } = decodeMessage(bytes)
          if (questions[0]?.name === 'primary.test.') resolve(`${opcode} ${questions[0].type}`)
        })
      })
      const primary = await open({ zoneKind: 'Primary' }).zoneAdmin!.create('primary.test.', { reference: 'primary' })
      const metadata = { kind: 'ALSO-NOTIFY', metadata: [`127.0.0.1:${socket.address().port}`] }
      await pdns.api('POST', '/zones/primary.test./metadata', metadata)
      const first = create({ name: 'x.primary.test.', type: 'A', ttl: 300, records: ['192.0.2.1'] })
      expect(await provider.apply(primary, [first])).toMatchObject({ outcomes: [{ status: 'applied' }] })
      expect(await notified).toBe('NOTIFY SOA')
      socket.close()

      const warnings: string[] = []
      const io = testIo()
      const failing: typeof fetch = (url, init) =>
        String(url).endsWith('/notify')
          ? Promise.resolve(new Response('{"error": "no"}', { status: 500 }))
          : fetch(url, init)
      const log = { debug: () => {}, warn: (_: object, message: string) => void warnings.push(message) }
      const unheard = open({}, { ...io, fetch: failing, log })
      const second = create({ name: 'y.primary.test.', type: 'A', ttl: 300, records: ['192.0.2.1'] })
      expect(await unheard.apply(primary, [second])).toMatchObject({ outcomes: [{ status: 'applied' }] })
      expect(warnings).toEqual(['PowerDNS did not notify the secondaries of a zone'])
    })

    test('that the server signs show what was written and nothing of what signs it', async () => {
      const signed = await provider.zoneAdmin!.create('signed.test.', { reference: 'signed' })
      await pdns.api('PUT', '/zones/signed.test.', { dnssec: true, api_rectify: true })
      const after = { name: 'www.signed.test.', type: 'A', ttl: 300, records: ['192.0.2.1'] }
      expect(await provider.apply(signed, [create(after)])).toMatchObject({ outcomes: [{ status: 'applied' }] })
      const sets = await Array.fromAsync(provider.rrsets(signed))
      expect(sets.map(({ type }) => type).toSorted()).toEqual(['A', 'NS', 'SOA'])
      const server = { host: '127.0.0.1', port: pdns.dnsPort }
      const [keys, address] = await dig(server, [
        { name: signed.name, type: 'DNSKEY' },
        { name: after.name, type: 'A' },
      ])
      expect(keys?.answer.length).toBeGreaterThan(0)
      expect(address?.answer).toEqual(['www.signed.test. 300 IN A 192.0.2.1'])
    })

    test('that were signed elsewhere show no signatures, and keep them', async () => {
      const presigned = await provider.zoneAdmin!.create('presigned.test.', { reference: 'presigned' })
      const rrsig = 'A 13 3 300 20300101000000 20200101000000 1 presigned.test. AAAA'
      const records = [{ content: rrsig, disabled: false }]
      const entry = { name: 'www.presigned.test.', type: 'RRSIG', ttl: 300, changetype: 'REPLACE', records }
      await pdns.api('PATCH', '/zones/presigned.test.', { rrsets: [entry] })
      const sets = await Array.fromAsync(provider.rrsets(presigned))
      expect(sets.map(({ type }) => type).toSorted()).toEqual(['NS', 'SOA'])
      const { rrsets } = await pdns.api<{ rrsets: { type: string }[] }>('GET', '/zones/presigned.test.')
      expect(rrsets.map(({ type }) => type)).toContain('RRSIG')
    })

    test('of 20,000 sets are filled in batches, read whole, and changed in one', async () => {
      const big = await provider.zoneAdmin!.create('big.test.', { reference: 'big' })
      const host = (index: number, last = 1): RRset => ({
        name: `h${index}.big.test.`,
        type: 'A',
        ttl: 300,
        records: [`192.0.2.${last}`],
      })
      for (let from = 0; from < 20_000; from += 5000) {
        const batch = Array.from({ length: 5000 }, (_, index) => create(host(from + index)))
        const { outcomes } = await provider.apply(big, batch)
        expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
      }
      const changes = Array.from(
        { length: 100 },
        (_, index): Change => ({ op: 'replace', before: host(index), after: host(index, 2) }),
      )
      expect(statuses((await provider.apply(big, changes)).outcomes)).toEqual(Array(100).fill('applied'))
      const sets = await Array.fromAsync(provider.rrsets(big))
      expect(sets).toHaveLength(20_002)
      expect(sets.filter(({ records }) => records[0] === '192.0.2.2')).toHaveLength(100)
    })
  })

  describe('credentials', () => {
    test('a wrong key is refused as such', async () => {
      const wrong = open({ apiKey: 'wrong' })
      for (const work of [() => wrong.missingPermissions!(), () => Array.fromAsync(wrong.zones())]) {
        const error = await work().catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(ProviderError)
        expect((error as ProviderError).failure).toMatchObject({
          code: 'auth',
          message: expect.stringContaining('key'),
        })
      }
    })

    test('a server that is not there is named, and never taken for zones that are not', async () => {
      const wrong = open({ serverId: 'elsewhere' })
      expect(await wrong.missingPermissions!()).toMatchObject([
        { path: 'serverId', code: 'unknown_server', message: expect.stringContaining('localhost') },
      ])
      const read = Array.fromAsync(wrong.rrsets(zone))
      await expect(read).rejects.toMatchObject({
        failure: { code: 'unavailable', details: { code: 'unknown_server' } },
      })
      expect(await provider.missingPermissions!()).toEqual([])
    })

    test.each(['', '/', '/api', '/api/v1', '/api/v1/'])('the endpoint may end in “%s”', async end => {
      expect(await open({ endpoint: `${pdns.endpoint}${end}` }).missingPermissions!()).toEqual([])
    })
  })
})

function statuses(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ status }) => status)
}
