import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyChanges, type OpenCloudflare, openCloudflare, readSets } from '../../../test/fakes/cloudflare/open.ts'
import { parseRdata } from '../../dns/rdata.ts'
import type { RRset } from '../../dns/rrset.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import { proxiableTypes, recordTypes } from './record.ts'

let open: OpenCloudflare

beforeEach(async () => {
  open = await openCloudflare()
})
afterEach(() => open.fake.close())

const set = (name: string, records = ['192.0.2.1'], ttl = 300): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl,
  records,
  options: { proxied: false },
})
const proxied = (rrset: RRset): RRset => ({ ...rrset, ttl: 1, options: { proxied: true } })
const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => `${'x'.repeat(60)}.${index}.${'y'.repeat(30)}.example.net.`)
const record = (name: string, content = '192.0.2.1') => ({ type: 'A', name: `${name}.example.com`, content, ttl: 300 })

function put(given: Parameters<OpenCloudflare['fake']['putRecord']>[1]) {
  return open.fake.putRecord(open.zone.hostedZoneId, given)
}

function records() {
  return open.fake.records(open.zone.hostedZoneId)
}

async function replace(before: RRset, after: RRset) {
  return applyChanges(open, { op: 'replace', before, after })
}

function requested(): string[] {
  return open.fake.requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{32}/g, 'id')}`)
}

describe('zones', () => {
  test('one is found by its exact name, with the servers to delegate to', async () => {
    open.fake.addZone({ name: 'sub.example.com' })
    const zones = await Array.fromAsync(open.provider.zones({ name: 'example.com.' }))
    const nameServers = ['ada.ns.cloudflare.com.', 'bob.ns.cloudflare.com.']
    expect(zones).toEqual([{ hostedZoneId: open.zone.hostedZoneId, name: 'example.com.', nameServers }])
    expect(open.fake.requests).toMatchObject([{ query: expect.stringContaining('name=example.com') }])
  })

  test('all of them come page by page, and each page takes its turn', async () => {
    for (let index = 0; index < 50; index++) open.fake.addZone({ name: `z${index}.example` })
    let turns = 0
    const furtherRequest = async () => void turns++
    expect(await Array.fromAsync(open.provider.zones({ furtherRequest }))).toHaveLength(51)
    expect(turns).toBe(1)
  })

  test('they are made at Cloudflare, and not from here', () => {
    expect(open.provider.zoneAdmin).toBeUndefined()
  })
})

describe('reading', () => {
  test('records of one name and type are one set', async () => {
    put(record('www'))
    put(record('www', '192.0.2.2'))
    put({ type: 'MX', name: 'example.com', content: 'mx.example.net', priority: 10, ttl: 1 })
    expect(await readSets(open)).toEqual([
      { name: 'example.com.', type: 'MX', ttl: 1, records: ['10 mx.example.net.'] },
      set('www', ['192.0.2.1', '192.0.2.2']),
    ])
  })

  test('a zone of 10,000 records takes two requests', async () => {
    for (let index = 0; index < 10_000; index++) put(record(`h${index}`))
    expect(await readSets(open)).toHaveLength(10_000)
    expect(open.fake.requests).toHaveLength(2)
  })

  test('one name takes one request however large the zone is, and many names as many as the zone has pages', async () => {
    for (let index = 0; index < 5001; index++) put(record(`h${index}`))
    expect(await readSets(open, ['h7.example.com.'])).toEqual([set('h7')])
    expect(open.fake.requests.splice(0)).toHaveLength(1)
    const names = Array.from({ length: 50 }, (_, index) => `h${index}.example.com.`)
    expect((await readSets(open, names)).map(({ name }) => name).sort()).toEqual(names.sort())
    expect(open.fake.requests).toHaveLength(2)
  })

  test('of TTLs that differ the shortest is the set’s, and an automatic one counts as its 300 seconds', async () => {
    put({ ...record('www'), ttl: 600 })
    put({ ...record('www', '192.0.2.2'), ttl: 120 })
    put({ ...record('www', '192.0.2.3'), ttl: 1 })
    expect(await readSets(open)).toEqual([set('www', expect.anything() as never, 120)])
    put({ ...record('auto'), ttl: 1 })
    put({ ...record('auto', '192.0.2.2'), ttl: 3600 })
    expect(await readSets(open, ['auto.example.com.'])).toMatchObject([{ ttl: 1 }])
  })

  test('a set with one proxied record is proxied, with the automatic TTL', async () => {
    put(record('www'))
    put({ ...record('www', '192.0.2.2'), proxied: true, ttl: 1 })
    expect(await readSets(open)).toEqual([proxied(set('www', expect.anything() as never))])
  })

  test('two records that mean the same are one value, and both go with it', async () => {
    put({ type: 'TXT', name: 'www.example.com', content: '"one" "two"', ttl: 300 })
    put({ type: 'TXT', name: 'www.example.com', content: '"onetwo"', ttl: 300 })
    const [text] = await readSets(open)
    expect(text).toMatchObject({ records: ['"onetwo"'] })
    await applyChanges(open, { op: 'delete', before: text! })
    expect(records()).toEqual([])
  })

  test('what cannot be said in DNS terms is told of and left out, and in the way of writes to it', async () => {
    put({ type: 'WORKER', name: 'www.example.com', content: 'script' })
    put(record('www'))
    expect(await readSets(open)).toEqual([set('www')])
    expect(open.warnings).toEqual(['a record at Cloudflare cannot be shown'])
    const odd: RRset = { name: 'www.example.com.', type: 'WORKER', ttl: 300, records: ['\\# 0'] }
    expect(await applyChanges(open, { op: 'create', after: odd })).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { code: 'unreadable_record' } } },
    ])
  })
})

describe('writing', () => {
  test('new records are not proxied, though the account would have it so', async () => {
    const { options: _, ...plain } = set('www')
    await applyChanges(open, { op: 'create', after: plain })
    expect(records()).toMatchObject([{ content: '192.0.2.1', proxied: false, ttl: 300 }])
  })

  test('proxied ones are where that is wanted, and the outcome tells of their TTL', async () => {
    const after: RRset = { ...set('www'), options: { proxied: true } }
    const outcomes = await applyChanges(open, { op: 'create', after })
    expect(outcomes).toEqual([{ status: 'applied', change: { op: 'create', after }, stored: proxied(set('www')) }])
    expect(await readSets(open)).toEqual([proxied(set('www'))])
  })

  test('a changed value keeps its record with comment, tags, settings and proxying', async () => {
    const notes = { comment: 'by hand', tags: ['team:dns'], settings: { ipv4_only: true } }
    const old = put({ ...record('www'), ...notes, proxied: true, ttl: 1 })
    const before = proxied(set('www'))
    await replace(before, { ...before, records: ['192.0.2.2'] })
    expect(records()).toMatchObject([{ id: old.id, content: '192.0.2.2', ...notes, proxied: true }])
  })

  test('a set that is not said to be proxied stays as it is, its new records too', async () => {
    put({ ...record('www'), proxied: true, ttl: 1 })
    const { options: _, ...after } = set('www', ['192.0.2.1', '192.0.2.2'])
    await replace(proxied(set('www')), after)
    expect(records().map(each => [each.content, each.proxied, each.ttl])).toEqual([
      ['192.0.2.1', true, 1],
      ['192.0.2.2', true, 1],
    ])
  })

  test('proxying ends where that is said', async () => {
    const { id } = put({ ...record('www'), proxied: true, ttl: 1 })
    await replace(proxied(set('www')), set('www'))
    expect(records()).toMatchObject([{ id, proxied: false, ttl: 300 }])
  })

  test('values that stay are not touched', async () => {
    const kept = put(record('www'))
    put(record('www', '192.0.2.2'))
    await replace(set('www', ['192.0.2.1', '192.0.2.2']), set('www', ['192.0.2.1', '192.0.2.3']))
    const sent = JSON.parse(open.fake.requests.at(-1)!.body) as object
    expect(sent).toEqual({ patches: [expect.objectContaining({ content: '192.0.2.3' })] })
    expect(records()).toContainEqual(kept)
  })

  test('a set of several TTLs gets one with the next write', async () => {
    put({ ...record('www'), ttl: 600 })
    put({ ...record('www', '192.0.2.2'), ttl: 300 })
    const before = set('www', ['192.0.2.1', '192.0.2.2'])
    await replace(before, { ...before, records: [...before.records, '192.0.2.3'] })
    expect(records().map(({ ttl }) => ttl)).toEqual([300, 300, 300])
  })

  test('an address becomes a CNAME in one request, as two records', async () => {
    const old = put(record('www'))
    const cname: RRset = { name: 'www.example.com.', type: 'CNAME', ttl: 300, records: ['example.net.'] }
    const outcomes = await applyChanges(open, { op: 'delete', before: set('www') }, { op: 'create', after: cname })
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(requested()).toEqual(['GET /zones/id/dns_records', 'POST /zones/id/dns_records/batch'])
    expect(records()).toMatchObject([{ type: 'CNAME', content: 'example.net' }])
    expect(records()[0]!.id).not.toBe(old.id)
  })

  test('a CNAME stands at the apex beside other sets', async () => {
    const cname: RRset = { name: 'example.com.', type: 'CNAME', ttl: 300, records: ['example.net.'] }
    const text: RRset = { name: 'example.com.', type: 'TXT', ttl: 300, records: ['"x"'] }
    await applyChanges(open, { op: 'create', after: cname }, { op: 'create', after: text })
    expect(await readSets(open)).toEqual([{ ...cname, options: { proxied: false } }, text])
  })

  test('sets of every type are taken by the service, and given back as they were', async () => {
    const digest = 'ab'.repeat(32)
    const values: Record<string, string[]> = {
      A: ['192.0.2.1'],
      AAAA: ['2001:db8::1', '::ffff:192.0.2.1'],
      CAA: ['0 issue ";"', '128 iodef "mailto:a@example.net"', '0 issuewild "ca.example.net; a=\\"b c\\""'],
      CERT: ['1 2 8 AAAA', '3 0 0 BBBB'],
      CNAME: ['example.net.'],
      DNSKEY: ['257 3 13 AAAA'],
      DS: [`1 13 2 ${digest}`],
      HTTPS: ['0 example.net.'],
      LOC: ['37 46 46.500 N 122 23 35.123 W -5.50m 1m 10000m 10m'],
      MX: ['0 .'],
      NAPTR: ['100 10 "u" "E2U+sip" "!^(.*)$!sip:\\\\1@example.net!" .', '1 1 "" "" "" example.net.'],
      NS: ['ns.example.net.', 'ns2.example.net.'],
      OPENPGPKEY: ['AAAABBBB'],
      PTR: ['example.net.'],
      SMIMEA: [`3 0 1 ${digest}`],
      SRV: ['0 0 0 .', '10 5 8806 example.net.'],
      SSHFP: [`4 2 ${digest}`],
      SVCB: ['1 dns.example.net. alpn="dot" port="853"', '2 . alpn="h2" ech="AEP+DQA/"'],
      TLSA: [`3 1 1 ${digest}`, `3 0 2 ${digest}${digest}`],
      TXT: ['"a;b \\"c\\" \\\\ \\195\\169"'],
      URI: ['10 1 "ftp://example.net/public?a=b&c=\\"d\\""'],
    }
    expect(Object.keys(values)).toEqual(recordTypes)
    const sets = Object.entries(values).map(([type, texts]): RRset => {
      const at = type === 'DS' ? 'ns' : type.toLowerCase()
      const records = texts.map(text => parseRdata(type, text)).sort()
      const options = proxiableTypes.includes(type) && { options: { proxied: false } }
      return { name: `${at}.example.com.`, type, ttl: 300, records, ...options }
    })
    const ordered = [...sets].sort((one, other) => Number(one.type === 'DS') - Number(other.type === 'DS'))
    const outcomes = await applyChanges(open, ...ordered.map((after): Change => ({ op: 'create', after })))
    expect(outcomes.filter(({ status }) => status !== 'applied')).toEqual([])
    const byKey = (all: RRset[]) => new Map(all.map(each => [setKey(each), each]))
    expect(byKey(await readSets(open))).toEqual(byKey(sets))
  })

  test('what is there already in another form takes no request', async () => {
    put({ type: 'TXT', name: 'www.example.com', content: '"onetwo"', ttl: 300 })
    const before: RRset = { name: 'www.example.com.', type: 'TXT', ttl: 300, records: ['"onetwo"'] }
    const outcomes = await replace(before, { ...before, records: ['"one" "two"'] })
    expect(outcomes).toMatchObject([{ status: 'applied', stored: before }])
    expect(requested()).toEqual(['GET /zones/id/dns_records'])
  })

  test('records of other products are shown, and not changed', async () => {
    const kept = put({ ...record('mail'), meta: { read_only: true, email_routing: true } })
    put({ ...record('locked'), locked: true })
    expect(await readSets(open)).toEqual([set('locked'), set('mail')])
    for (const name of ['mail', 'locked']) {
      expect(await applyChanges(open, { op: 'delete', before: set(name) })).toMatchObject([
        { status: 'failed', failure: { code: 'rejected', details: { code: 'read_only_record' } } },
      ])
    }
    expect(records()).toContainEqual(kept)
  })

  test.each<[string, RRset, string]>([
    ['a text of nothing', { ...set('www'), type: 'TXT', records: ['""'] }, 'empty_text'],
    ['a name with escapes', set('a\\.b'), 'name_not_supported'],
    ['a CNAME to itself', { ...set('www'), type: 'CNAME', records: ['www.example.com.'] }, 'cname_to_itself'],
    [
      'more than a record holds',
      { ...set('www'), type: 'OPENPGPKEY', records: ['A'.repeat(5464)] },
      'record_too_large',
    ],
    ['more than a set holds', { ...set('www'), type: 'NS', records: hosts(100) }, 'set_too_large'],
    ['bytes in a CAA value', { ...set('www'), type: 'CAA', records: ['0 issue "\\200"'] }, 'text_not_supported'],
  ])('%s is refused before it is sent', async (_what, after, code) => {
    expect(await applyChanges(open, { op: 'create', after })).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { code } } },
    ])
    expect(requested().filter(request => request.startsWith('POST'))).toEqual([])
  })

  test('a record changed behind our back is a conflict, and nothing of the batch is made', async () => {
    put(record('www', '192.0.2.9'))
    const changes: Change[] = [
      { op: 'create', after: set('other') },
      { op: 'replace', before: set('www'), after: set('www', ['192.0.2.2']) },
    ]
    expect(await applyChanges(open, ...changes)).toMatchObject([
      { status: 'skipped' },
      { status: 'failed', failure: { code: 'conflict' } },
    ])
    expect(records()).toHaveLength(1)
  })
})

describe('the size of batches', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index): Change => ({ op: 'create', after: set(`h${index}`) }))

  test('3,500 records go in one call', async () => {
    const outcomes = await applyChanges(open, ...many(3500))
    expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
    expect(requested().filter(request => request.startsWith('POST'))).toHaveLength(1)
  })

  test('a Free zone’s smaller limit is found out once, and kept to from then on', async () => {
    const free = open.fake.addZone({ name: 'free.example', plan: 'free' })
    open.zone = { hostedZoneId: free.id, name: 'free.example.', nameServers: [] }
    const at = (name: string): RRset => ({ ...set(name), name: `${name}.free.example.` })
    const there = Array.from({ length: 150 }, (_, index) => put({ ...record('x'), name: `h${index}.free.example` }))
    const move = (from: string, to: string): Change[] =>
      there.flatMap((_, index): Change[] => [
        { op: 'delete', before: at(`${from}${index}`) },
        { op: 'create', after: at(`${to}${index}`) },
      ])
    const first = await applyChanges(open, ...move('h', 'i'))
    expect(first.every(({ status }) => status === 'applied')).toBe(true)
    const sent = open.fake.requests.splice(0).map(({ method, status }) => `${method} ${status}`)
    expect(sent).toEqual(['GET 200', 'POST 400', 'GET 200', 'POST 200', 'POST 200'])
    await applyChanges(open, ...move('i', 'j'))
    expect(open.fake.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 200',
      'POST 200',
      'POST 200',
    ])
  })

  test('a name is not parted: what is more than a Free zone takes at once is refused', async () => {
    const free = open.fake.addZone({ name: 'free.example', plan: 'free' })
    open.zone = { hostedZoneId: free.id, name: 'free.example.', nameServers: [] }
    const records = Array.from({ length: 201 }, (_, index) => `192.0.${index >> 8}.${index & 255}`)
    const after = { ...set('x', records), name: 'x.free.example.' }
    expect(await applyChanges(open, { op: 'create', after })).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { code: 'change_too_large' } } },
    ])
  })

  test('where there are no batches each record goes by itself, and that is found out once', async () => {
    await open.fake.close()
    open = await openCloudflare({ batch: false })
    put(record('www'))
    const replacement: Change = { op: 'replace', before: set('www'), after: set('www', ['192.0.2.2', '192.0.2.3']) }
    expect(await applyChanges(open, replacement)).toEqual([{ status: 'applied', change: replacement }])
    await applyChanges(open, { op: 'delete', before: replacement.after })
    expect(requested()).toEqual([
      'GET /zones/id/dns_records',
      'POST /zones/id/dns_records/batch',
      'PATCH /zones/id/dns_records/id',
      'POST /zones/id/dns_records',
      'GET /zones/id/dns_records',
      'DELETE /zones/id/dns_records/id',
      'DELETE /zones/id/dns_records/id',
    ])
  })

  test('every request after the first takes its turn', async () => {
    let turns = 0
    const furtherRequest = async () => void turns++
    await open.provider.apply(open.zone, many(3), { furtherRequest })
    expect(turns).toBe(open.fake.requests.length - 1)
  })
})
