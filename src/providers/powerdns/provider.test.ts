import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../../../test/servers/available.ts'
import { dig } from '../../../test/servers/dig.ts'
import { findPdns, type PdnsApi, startPdnsApi } from '../../../test/servers/pdns-api.ts'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import type { Provider, RemoteZone } from '../provider.ts'
import { systemClock } from '../wrappers/clock.ts'
import { withRetry } from '../wrappers/with-retry.ts'
import { powerDnsKind } from './kind.ts'
import type { ZoneDocument } from './zone-document.ts'

const program = findPdns()
const domain = 'example.com.'

describe.skipIf(!requireServer('pdns_server', program))('on a real PowerDNS', { timeout: 60_000 }, () => {
  let pdns: PdnsApi
  let provider: Provider
  let zone: RemoteZone
  beforeAll(async () => {
    pdns = await startPdnsApi(program!, ['enable-lua-records=yes', 'webserver-max-bodysize=2'])
    const { endpoint, apiKey } = pdns
    const settings = { endpoint, apiKey, nameServers: ['ns1.example.net'] }
    provider = powerDnsKind.open(settings, testIo())
    zone = await provider.zoneAdmin!.create(domain, { reference: 'one' })
  })
  afterAll(() => pdns?.stop())

  const set = (name: string, type: string, ...records: string[]): RRset => ({
    name: name === '@' ? domain : `${name}.${domain}`,
    type,
    ttl: 300,
    records,
  })
  const create = (after: RRset): Change => ({ op: 'create', after })
  const apply = async (...batch: Change[]) => (await provider.apply(zone, batch)).outcomes
  const at = (name: string) => Array.fromAsync(provider.rrsets(zone, { at: [`${name}.${domain}`] }))
  const patch = (...rrsets: object[]) => pdns.api('PATCH', `/zones/${domain}`, { rrsets })
  const held = async (name: string) => {
    const { rrsets = [] } = await pdns.api<ZoneDocument & { rrsets: object[] }>('GET', `/zones/${domain}`)
    return rrsets.filter(found => found.name === `${name}.${domain}`)
  }
  const raw = (name: string, type: string, records: object[], more: object = {}) => ({
    name: `${name}.${domain}`,
    type,
    ttl: 300,
    changetype: 'REPLACE',
    records,
    ...more,
  })
  const on = (content: string) => ({ content, disabled: false })
  const off = (content: string) => ({ content, disabled: true })

  describe('records that are disabled', () => {
    test('are not shown, and a set of nothing else is none', async () => {
      await patch(raw('dis', 'A', [on('192.0.2.1'), off('192.0.2.2')]), raw('alldis', 'A', [off('192.0.2.3')]))
      expect(await at('dis')).toEqual([set('dis', 'A', '192.0.2.1')])
      expect(await at('alldis')).toEqual([])
      const all = await Array.fromAsync(provider.rrsets(zone))
      expect(all.filter(({ name }) => name.includes('dis.'))).toEqual([set('dis', 'A', '192.0.2.1')])
    })

    test('stay, and stay disabled, whatever becomes of the set', async () => {
      const [one, other] = [set('keep', 'A', '192.0.2.1'), set('keep', 'A', '192.0.2.1', '192.0.2.9')]
      const disabled = { content: '192.0.2.2', disabled: true }
      const recordsOf = async () => (await held('keep'))[0]?.records
      await patch(raw('keep', 'A', [disabled]))
      expect(await apply(create(one))).toMatchObject([{ status: 'applied' }])
      expect(await recordsOf()).toEqual([on('192.0.2.1'), disabled])
      expect(await apply({ op: 'replace', before: one, after: other })).toMatchObject([{ status: 'applied' }])
      expect(await recordsOf()).toEqual([on('192.0.2.1'), disabled, on('192.0.2.9')])
      expect(await apply({ op: 'delete', before: other })).toMatchObject([{ status: 'applied' }])
      expect(await recordsOf()).toEqual([disabled])
    })

    test('are enabled where a write names their very value', async () => {
      await patch(raw('twin', 'A', [off('192.0.2.2')]))
      expect(await apply(create(set('twin', 'A', '192.0.2.2')))).toMatchObject([{ status: 'applied' }])
      expect((await held('twin'))[0]?.records).toEqual([on('192.0.2.2')])
    })

    test('are no obstacle to a CNAME in place of what is served', async () => {
      await patch(raw('swap', 'A', [on('192.0.2.1'), off('192.0.2.2')]))
      const [address, alias] = [set('swap', 'A', '192.0.2.1'), set('swap', 'CNAME', 'a.example.net.')]
      expect(statuses(await apply(create(alias), { op: 'delete', before: address }))).toEqual(['applied', 'applied'])
      expect(await at('swap')).toEqual([alias])
      expect(statuses(await apply(create(address), { op: 'delete', before: alias }))).toEqual(['applied', 'applied'])
      expect((await held('swap'))[0]?.records).toEqual([on('192.0.2.1'), off('192.0.2.2')])
    })
  })

  test('comments stay when their set is replaced', async () => {
    const comments = [{ content: 'ask ops first', account: 'ops' }]
    await patch(raw('said', 'A', [on('192.0.2.1')], { comments }))
    await apply({ op: 'replace', before: set('said', 'A', '192.0.2.1'), after: set('said', 'A', '192.0.2.2') })
    expect(await held('said')).toMatchObject([{ comments, records: [on('192.0.2.2')] }])
  })

  test('types that DNS has not are left out, left alone, and in nobody’s way', async () => {
    const lua = on(`A "ifportup(443, {'192.0.2.1'})"`)
    await patch(raw('own', 'LUA', [lua]), raw('own2', 'ALIAS', [on('target.example.net.')]))
    expect([...(await at('own')), ...(await at('own2'))]).toEqual([])
    expect(await apply(create(set('own', 'TXT', '"beside"')))).toMatchObject([{ status: 'applied' }])
    expect(await apply({ op: 'delete', before: set('own', 'TXT', '"beside"') })).toMatchObject([{ status: 'applied' }])
    expect(await held('own')).toMatchObject([{ type: 'LUA', records: [lua] }])
    expect(await apply(create(set('own', 'CNAME', 'a.example.net.')))).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { message: expect.stringContaining('Conflicts') } } },
    ])
    expect(await held('own2')).toMatchObject([{ type: 'ALIAS', records: [on('target.example.net.')] }])
  })

  test('what goes is sent before what comes, in whatever order the batch is', async () => {
    const [a, b] = [set('order', 'A', '192.0.2.1'), set('order2', 'CNAME', 'order.example.com.')]
    await apply(create(a), create(b))
    const outcomes = await apply(
      create(set('order', 'CNAME', 'order2.example.com.')),
      create(set('order2', 'A', '192.0.2.2')),
      { op: 'delete', before: a },
      { op: 'delete', before: b },
    )
    expect(statuses(outcomes)).toEqual(Array(4).fill('applied'))
    expect(await at('order')).toEqual([set('order', 'CNAME', 'order2.example.com.')])
  })

  describe('what the server refuses', () => {
    test.each<[string, RRset, RegExp]>([
      ['a value', set('bad', 'DNSKEY', '256 3 13 aaaa'), /only allowed at apex/],
      ['a type it does not know', set('bad', 'WALLET', '"a" "b"'), /unknown type/],
      ['a CNAME beside other data', set('there', 'CNAME', 'a.example.net.'), /Conflicts with pre-existing/],
      ['data beside a CNAME', set('cname', 'A', '192.0.2.1'), /Conflicts with pre-existing/],
      ['two CNAMEs', set('two', 'CNAME', 'a.example.net.', 'b.example.net.'), /more than one record/],
      ['a name elsewhere', { ...set('x', 'A', '192.0.2.1'), name: 'x.example.org.' }, /out of zone/],
    ])('%s is told of its set alone, and nothing is made', async (_, bad, message) => {
      await patch(raw('there', 'A', [on('192.0.2.1')]), raw('cname', 'CNAME', [on('a.example.net.')]))
      const before = await Array.fromAsync(provider.rrsets(zone))
      const outcomes = await apply(
        create(set('good', 'A', '192.0.2.1')),
        create(bad),
        create(set('more', 'TXT', '"x"')),
      )
      expect(statuses(outcomes)).toEqual(['skipped', 'failed', 'skipped'])
      expect(outcomes[1]).toMatchObject({
        failure: { code: 'rejected', details: { code: '422', message: expect.stringMatching(message) } },
      })
      expect(await Array.fromAsync(provider.rrsets(zone))).toEqual(before)
    })

    test('a name with characters it has not is refused before it is asked', async () => {
      const odd = { ...set('x', 'A', '192.0.2.1'), name: 'a\\032b.example.com.' }
      expect(powerDnsKind.audit?.(odd, domain)).toMatchObject([{ path: 'name', code: 'unsupported_name' }])
      const outcomes = await apply(create(odd), create(set('good', 'A', '192.0.2.1')))
      expect(outcomes).toMatchObject([
        { status: 'failed', failure: { code: 'rejected', details: { code: 'unsupported_name' } } },
        { status: 'skipped' },
      ])
    })

    test('a batch that is too long for it comes to nothing, and is not taken for made', async () => {
      const text = `"${'x'.repeat(255)}"`
      const long = Array.from({ length: 8000 }, (_, index) => create(set(`long-${index}`, 'TXT', text)))
      expect(
        long.map(powerDnsKind.capabilities.batch.weigh).reduce((sum, { bytes = 0 }) => sum + bytes, 0),
      ).toBeGreaterThan(powerDnsKind.capabilities.batch.limits.bytes!)
      const outcomes = await apply(...long)
      expect(statuses(outcomes)).not.toContain('applied')
      expect(await at('long-0')).toEqual([])
    })

    test('a set that is changed meanwhile is a conflict', async () => {
      await patch(raw('moved', 'A', [on('192.0.2.1')]))
      const outcomes = await apply(
        { op: 'replace', before: set('moved', 'A', '192.0.2.9'), after: set('moved', 'A', '192.0.2.2') },
        create(set('unmoved', 'A', '192.0.2.1')),
      )
      expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' } }, { status: 'skipped' }])
    })
  })

  test('a value that the server writes otherwise is sent as it writes it', async () => {
    const equator = '0 0 0.000 N 0 0 0.000 E 0.00m 1.00m 10000.00m 10.00m'
    const sets = [
      set('loc', 'LOC', equator),
      set('odd', 'CNAME', 'a\\;b\\@c.example.net.'),
      set('nothing', 'TYPE65280', '\\# 0'),
      set('wks', 'WKS', '192.0.2.1 6 25'),
    ]
    expect(statuses(await apply(...sets.map(create)))).toEqual(Array(4).fill('applied'))
    for (const one of sets) expect(await at(one.name.split('.')[0]!)).toEqual([one])
  })

  test('writers that know nothing of each other all get their sets in, whatever the server says on the way', async () => {
    const { endpoint, apiKey } = pdns
    const settings = { endpoint, apiKey, nameServers: ['ns1.example.net'] }
    const options = { clock: systemClock, random: Math.random }
    const writers = Array.from({ length: 3 }, () => withRetry(powerDnsKind.open(settings, testIo()), options))
    const write = async (writer: Provider, number: number) => {
      const { name } = await writer.zoneAdmin!.create(`writer-${number}.test.`, { reference: `writer ${number}` })
      const own = { hostedZoneId: name, name, nameServers: [] }
      for (let index = 0; index < 15; index++) {
        const after = { ...set('x', 'A', '192.0.2.1'), name: `x${index}.${name}` }
        expect(statuses((await writer.apply(own, [create(after)])).outcomes)).toEqual(['applied'])
      }
      expect(await Array.fromAsync(writer.rrsets(own))).toHaveLength(17)
    }
    await Promise.all(writers.map(write))
  })

  test('two zones’ changes at once are both made, and serials count them', async () => {
    const others = await Promise.all(
      ['at-once-1.test.', 'at-once-2.test.'].map(name => provider.zoneAdmin!.create(name, { reference: name })),
    )
    const receipts = await Promise.all(
      others.map(async other => {
        const one = await provider.apply(other, [create({ ...set('x', 'A', '192.0.2.1'), name: `x.${other.name}` })])
        const two = await provider.apply(other, [create({ ...set('x', 'A', '192.0.2.1'), name: `y.${other.name}` })])
        expect(statuses([...one.outcomes, ...two.outcomes])).toEqual(['applied', 'applied'])
        return [Number(one.receipt), Number(two.receipt)]
      }),
    )
    for (const [one = 0, two = 0] of receipts) {
      expect(one).toBeGreaterThan(2_000_000_000)
      expect(two).toBe(one + 1)
    }
    const [soa] = await dig({ host: '127.0.0.1', port: pdns.dnsPort }, [{ name: others[0]!.name, type: 'SOA' }])
    expect(soa?.answer[0]).toContain(` ${receipts[0]?.[1]} `)
  })
})

function statuses(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ status }) => status)
}
