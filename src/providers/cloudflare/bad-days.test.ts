import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  applyChanges,
  type OpenCloudflare,
  openCloudflare,
  readSets,
  thrownBy,
} from '../../../test/fakes/cloudflare/open.ts'
import type { Fault } from '../../../test/fakes/cloudflare/options.ts'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import type { Call } from '../provider.ts'
import { cloudflareKind } from './kind.ts'

let open: OpenCloudflare

beforeEach(async () => {
  open = await openCloudflare()
})
afterEach(() => open.fake.close())

const io = testIo()
const set = (name: string, records = ['192.0.2.1']): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 300,
  records,
  options: { proxied: false },
})
const create = (name: string): Change => ({ op: 'create', after: set(name) })
const wrongToken = 'wrong-token-0123456789'

function put(name: string, content = '192.0.2.1') {
  return open.fake.putRecord(open.zone.hostedZoneId, { type: 'A', name: `${name}.example.com`, content, ttl: 300 })
}

function names(): string[] {
  return open.fake.records(open.zone.hostedZoneId).map(({ name }) => name)
}

/** Between the read and the write of a change. */
async function applyAfter(happens: () => void, ...batch: Change[]): Promise<Outcome[]> {
  const call: Call = { furtherRequest: async () => happens() }
  return (await open.provider.apply(open.zone, batch, call)).outcomes
}

/** What befalls the next write, its read being answered. */
function befallWrite(fault: Omit<Fault, 'method'>): void {
  open.fake.faults.add({ method: 'POST', ...fault })
}

describe('a token', () => {
  test('that is wrong is refused with the service’s words, and is in none of them', async () => {
    const provider = cloudflareKind.open({ apiToken: wrongToken, endpoint: open.fake.url }, io)
    const calls = [
      () => Array.fromAsync(provider.zones()),
      () => Array.fromAsync(provider.rrsets(open.zone)),
      () => provider.apply(open.zone, [create('www')]),
      () => provider.missingPermissions!(),
    ]
    for (const call of calls) {
      const error = await thrownBy(call())
      expect(error.failure).toMatchObject({ code: 'auth', details: { code: '9109', requestId: expect.any(String) } })
      expect(`${error.stack} ${JSON.stringify(error.failure)}`).not.toContain(wrongToken)
    }
  })

  test('that is revoked between two pages ends the read, and never shows a part of the zone', async () => {
    for (let index = 0; index < 5001; index++) put(`h${index}`)
    const seen: RRset[] = []
    const call: Call = { furtherRequest: async () => void open.fake.tokens.clear() }
    const read = async () => {
      for await (const rrset of open.provider.rrsets(open.zone, call)) seen.push(rrset)
    }
    expect((await thrownBy(read())).failure.code).toBe('auth')
    expect(seen).toEqual([])
  })

  test('that is revoked before the write ends it, and nothing is sent', async () => {
    const work = applyAfter(() => open.fake.tokens.clear(), create('www'))
    expect((await thrownBy(work)).failure.code).toBe('auth')
    expect(names()).toEqual([])
  })

  test('that may only read is refused a write, and that is said before', async () => {
    open.fake.tokens.set('fake-token', { permissions: ['zone:read', 'dns:read'] })
    const { failure } = await thrownBy(applyChanges(open, create('www')))
    expect(failure).toMatchObject({ code: 'auth', details: { code: '10000' } })
    expect(await open.provider.missingPermissions!()).toMatchObject([
      { path: 'Zone.DNS:Edit', code: 'missing_permission' },
    ])
  })
})

describe('what is gone', () => {
  test('a zone deleted behind our back is not found, and is no empty zone', async () => {
    open.fake.deleteZone(open.zone.hostedZoneId)
    for (const work of [readSets(open), readSets(open, ['www.example.com.']), applyChanges(open, create('www'))]) {
      expect((await thrownBy(work)).failure).toMatchObject({ code: 'not_found', details: { code: '1001' } })
    }
  })

  test('a zone deleted between read and write is not found', async () => {
    const work = applyAfter(() => open.fake.deleteZone(open.zone.hostedZoneId), create('www'))
    expect((await thrownBy(work)).failure.code).toBe('not_found')
  })

  test('a record deleted between read and write is a conflict of the change that it stood for', async () => {
    const { id } = put('www')
    const gone = () => open.fake.removeRecord(open.zone.hostedZoneId, id)
    const change: Change = { op: 'delete', before: set('www') }
    expect(await applyAfter(gone, create('other'), change)).toMatchObject([
      { status: 'skipped' },
      { status: 'failed', failure: { code: 'conflict', details: { code: '81044' } } },
    ])
    expect(names()).toEqual([])
  })
})

describe('what has come', () => {
  test('the very record, between read and write, is a conflict', async () => {
    expect(await applyAfter(() => void put('www'), create('www'))).toMatchObject([
      { status: 'failed', failure: { code: 'conflict', details: { code: '81058' } } },
    ])
  })

  test('a CNAME, between read and write, is a conflict of addresses alone', async () => {
    const cname = { type: 'CNAME', name: 'www.example.com', content: 'example.net' }
    const come = () => void open.fake.putRecord(open.zone.hostedZoneId, cname)
    const text: RRset = { name: 'other.example.com.', type: 'TXT', ttl: 300, records: ['"x"'] }
    expect(await applyAfter(come, { op: 'create', after: text }, create('www'))).toMatchObject([
      { status: 'skipped' },
      { status: 'failed', failure: { code: 'conflict', details: { code: '81054' } } },
    ])
  })

  test('pages that move while they are read are read again by whoever asked, and not taken for the zone', async () => {
    const first = put('h0')
    for (let index = 1; index <= 5000; index++) put(`h${index}`)
    const call: Call = { furtherRequest: async () => open.fake.removeRecord(open.zone.hostedZoneId, first.id) }
    const read = Array.fromAsync(open.provider.rrsets(open.zone, call))
    expect((await thrownBy(read)).failure.code).toBe('unavailable')
  })
})

describe('too many requests', () => {
  test('end a read, with the time to wait', async () => {
    open.fake.faults.add({ kind: 'throttled', retryAfter: 17 })
    const { failure } = await thrownBy(readSets(open))
    expect(failure).toMatchObject({ code: 'rate_limited', retryAfter: 17, details: { code: '10300' } })
  })

  test('end a write before anything of it is made, so that it can be sent again', async () => {
    befallWrite({ kind: 'throttled' })
    const { failure } = await thrownBy(applyChanges(open, create('www')))
    // Without `Retry-After` by the window that `Ratelimit` tells of.
    expect(failure).toMatchObject({ code: 'rate_limited', retryAfter: 300 })
    expect(names()).toEqual([])
  })
})

describe('too many requests, where there are no batches', () => {
  beforeEach(async () => {
    await open.fake.close()
    open = await openCloudflare({ batch: false })
  })

  test('end a write before anything of it is made, so that it can be sent again', async () => {
    befallWrite({ kind: 'throttled', path: /dns_records$/, retryAfter: 9 })
    const { failure } = await thrownBy(applyChanges(open, create('www')))
    expect(failure).toMatchObject({ code: 'rate_limited', retryAfter: 9 })
    expect(names()).toEqual([])
  })

  test('end a write of which some is made, and leave the rest', async () => {
    befallWrite({ kind: 'throttled', path: /dns_records$/, after: 1 })
    expect(await applyChanges(open, create('a'), create('b'), create('c'))).toMatchObject([
      { status: 'applied' },
      { status: 'failed', failure: { code: 'rate_limited' } },
      { status: 'skipped' },
    ])
    expect(names()).toEqual(['a.example.com'])
  })
})

describe('errors of the service', () => {
  test('fail a read', async () => {
    open.fake.faults.add({ kind: 'server_error', status: 503 })
    expect((await thrownBy(readSets(open))).failure).toMatchObject({ code: 'unavailable', details: { code: '1000' } })
  })

  test.each(['server_error', 'server_error_after'] as const)('leave a write unknown (%s)', async kind => {
    befallWrite({ kind })
    expect(await applyChanges(open, create('www'))).toMatchObject([
      { status: 'unknown', failure: { code: 'unavailable' } },
    ])
    expect(names()).toHaveLength(kind === 'server_error' ? 0 : 1)
  })
})

describe('the connection', () => {
  test('that is not there fails, and nothing is sent', async () => {
    const { url } = open.fake
    await open.fake.close()
    const provider = cloudflareKind.open({ apiToken: 'fake-token', endpoint: url }, io)
    const { failure } = await thrownBy(provider.apply(open.zone, [create('www')]))
    expect(failure).toMatchObject({ code: 'unavailable', details: { code: 'ECONNREFUSED' } })
  })

  test.each(['reset_before', 'reset_after'] as const)('that is cut fails a read (%s)', async kind => {
    open.fake.faults.add({ kind })
    expect((await thrownBy(readSets(open))).failure.code).toBe('unavailable')
  })

  test.each(['reset_before', 'reset_after'] as const)('that is cut leaves a write unknown (%s)', async kind => {
    befallWrite({ kind })
    expect(await applyChanges(open, create('www'))).toMatchObject([
      { status: 'unknown', failure: { code: 'unavailable' } },
    ])
    expect(names()).toHaveLength(kind === 'reset_before' ? 0 : 1)
  })

  test('with an answer that never ends is given up when the caller says so: a read fails', async () => {
    open.fake.faults.add({ kind: 'slow_loris' })
    const caller = new AbortController()
    const read = thrownBy(Array.fromAsync(open.provider.rrsets(open.zone, { signal: caller.signal })))
    await expect.poll(() => open.fake.requests[0]?.status).toBe(200)
    caller.abort()
    expect((await read).failure.code).toBe('unavailable')
  })

  test('with an answer that never ends is given up when the caller says so: a write is unknown', async () => {
    befallWrite({ kind: 'slow_loris' })
    const caller = new AbortController()
    const write = open.provider.apply(open.zone, [create('www')], { signal: caller.signal })
    await expect.poll(() => open.fake.requests[1]?.status).toBe(200)
    caller.abort()
    expect((await write).outcomes).toMatchObject([{ status: 'unknown' }])
  })

  test('with an answer of any length is not read to its end', async () => {
    const endless = new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(2 ** 20)) })
    const provider = cloudflareKind.open(
      { apiToken: 'fake-token' },
      { ...io, fetch: async () => new Response(endless) },
    )
    const { failure } = await thrownBy(Array.fromAsync(provider.rrsets(open.zone)))
    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('more than can be read') })
  })

  test('that leads elsewhere is not followed, for the token would go along', async () => {
    const { url } = open.fake
    const elsewhere = createServer((request, response) =>
      response.writeHead(302, { location: `${url}${request.url}` }).end(),
    )
    await new Promise<void>(resolve => void elsewhere.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    const provider = cloudflareKind.open({ apiToken: 'fake-token', endpoint }, io)
    expect((await thrownBy(Array.fromAsync(provider.zones()))).failure.code).toBe('unavailable')
    expect(open.fake.requests).toEqual([])
    elsewhere.close()
  })
})

describe('something else than JSON', () => {
  test.each(['html', 'broken_json'] as const)('fails a read (%s)', async kind => {
    open.fake.faults.add({ kind })
    const { failure } = await thrownBy(readSets(open))
    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('instead of JSON') })
  })

  test.each(['html', 'broken_json'] as const)('leaves a write unknown where it may have been made (%s)', async kind => {
    befallWrite({ kind })
    expect(await applyChanges(open, create('www'))).toMatchObject([
      { status: 'unknown', failure: { code: 'unavailable', message: expect.stringContaining('instead of JSON') } },
    ])
  })

  const replyWith = (result: unknown, result_info?: object) => {
    const answer = async () => Response.json({ success: true, errors: [], messages: [], result, result_info })
    return cloudflareKind.open({ apiToken: 'fake-token' }, { ...io, fetch: answer })
  }
  const record = { id: 'x', name: 'www.example.com', type: 'A', ttl: 300, content: '192.0.2.1' }

  test.each([
    ['nothing', null, undefined],
    ['no list', { id: 'x' }, undefined],
    ['a list of nothing', [null], undefined],
    ['records without names', [{ ...record, name: undefined }], undefined],
    ['a full page, and not how many more there are', Array(5000).fill(record), undefined],
    ['fewer records than it says there are', [record], { total_count: 2, total_pages: 1 }],
  ])('is as bad as JSON of another form: %s', async (_what, result, info) => {
    const read = Array.fromAsync(replyWith(result, info).rrsets(open.zone))
    expect((await thrownBy(read)).failure.code).toBe('unavailable')
  })

  test.each([
    ['nothing', null],
    ['zones without names', [{ id: 'x' }]],
    ['zones of other names than there are', [{ id: 'x', name: 'a..b' }]],
  ])('is as bad as zones of another form: %s', async (_what, result) => {
    expect((await thrownBy(Array.fromAsync(replyWith(result).zones()))).failure.code).toBe('unavailable')
  })

  test('that has no content for a record leaves it out', async () => {
    const sets = Array.fromAsync(
      replyWith([record, { ...record, id: 'y', type: 'MX', content: null }]).rrsets(open.zone),
    )
    expect(await sets).toMatchObject([{ type: 'A' }])
  })

  test('with a status of refusal fails a write, which was not let in', async () => {
    befallWrite({ kind: 'html', status: 403 })
    const { failure } = await thrownBy(applyChanges(open, create('www')))
    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('HTML') })
  })
})

describe('what the service refuses', () => {
  test('a TTL of a plan that costs more is told with the exact code, of all that could be meant', async () => {
    const short: RRset = { ...set('short'), ttl: 30 }
    const outcomes = await applyChanges(open, create('www'), { op: 'create', after: short })
    expect(outcomes).toMatchObject([{ status: 'failed' }, { status: 'failed' }])
    expect(outcomes[1]).toMatchObject({
      failure: { code: 'rejected', message: expect.stringContaining('TTL'), details: { code: '9021' } },
    })
    expect(names()).toEqual([])
  })

  test('a quota that is used up is told of new records alone', async () => {
    const free = open.fake.addZone({ name: 'free.example', plan: 'free' })
    open.zone = { hostedZoneId: free.id, name: 'free.example.', nameServers: [] }
    const at = (name: string, records?: string[]): RRset => ({ ...set(name, records), name: `${name}.free.example.` })
    for (let index = 0; index < 200; index++) {
      open.fake.putRecord(free.id, { type: 'A', name: `h${index}.free.example`, content: '192.0.2.1', ttl: 300 })
    }
    const changes: Change[] = [
      { op: 'replace', before: at('h1'), after: at('h1', ['192.0.2.2']) },
      { op: 'create', after: at('new') },
    ]
    expect(await applyChanges(open, ...changes)).toMatchObject([
      { status: 'skipped' },
      { status: 'failed', failure: { code: 'rejected', details: { code: '81045' } } },
    ])
  })

  test('in the second of several calls leaves the first one made, and the third one unsent', async () => {
    await open.fake.close()
    open = await openCloudflare({ batch: false })
    const cname: RRset = { name: 'b.example.com.', type: 'CNAME', ttl: 300, records: ['example.net.'] }
    const come = () => {
      if (!names().includes('b.example.com')) put('b')
    }
    const outcomes = await applyAfter(come, create('a'), { op: 'create', after: cname }, create('c'))
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'failed', 'skipped'])
    expect(names().sort()).toEqual(['a.example.com', 'b.example.com'])
  })

  test('in the middle of a set where records go one by one leaves the set unknown', async () => {
    await open.fake.close()
    open = await openCloudflare({ batch: false })
    open.fake.faults.add({ kind: 'server_error', method: 'POST', path: /dns_records$/, after: 1, status: 500 })
    const change: Change = { op: 'create', after: set('www', ['192.0.2.1', '192.0.2.2']) }
    expect(await applyChanges(open, change)).toMatchObject([{ status: 'unknown' }])
    expect(names()).toHaveLength(1)
  })
})
