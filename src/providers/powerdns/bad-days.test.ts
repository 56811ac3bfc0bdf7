import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import { ProviderError, type ProviderIo, type RemoteZone } from '../provider.ts'
import { powerDnsKind } from './kind.ts'

const zone: RemoteZone = { hostedZoneId: 'example.com.', name: 'example.com.', nameServers: [] }
const www: RRset = { name: 'www.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] }
const create: Change = { op: 'create', after: www }
const other: Change = { op: 'create', after: { ...www, name: 'other.example.com.' } }
const document = { id: 'example.com.', name: 'example.com.', kind: 'Native', rrsets: [] }

type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void
const says =
  (status: number, body: string | object, headers: Record<string, string> = {}): Answer =>
  response => {
    response.writeHead(status, headers)
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const breaksOff: Answer = response => void response.destroy()

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** What an old server would answer, but where it's told otherwise by `METHOD` alone or with the last part of the path. */
async function open(answers: Record<string, Answer>, io: Partial<ProviderIo> = {}) {
  const asked: string[] = []
  server = createServer(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('')
    const path = (request.url ?? '').split('?')[0]!.replace(/.*\/servers/, '')
    asked.push(`${request.method} ${path}`)
    const usual: Record<string, Answer> = {
      'GET /localhost': says(200, { version: '4.7.3' }),
      GET: says(200, document),
      PATCH: says(204, ''),
    }
    const all = { ...usual, ...answers }
    const answer = all[`${request.method} ${path}`] ?? all[request.method ?? '']
    answer?.(response, request, body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = powerDnsKind.open({ endpoint, apiKey: 'key' }, { ...testIo(), ...io })
  return { provider, asked, read: () => Array.fromAsync(provider.rrsets(zone)) }
}

async function failureOf(work: () => Promise<unknown>) {
  const error = await work().then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return (error as ProviderError).failure
}

describe('a read', () => {
  test.each<[string, Answer, string]>([
    ['401', says(401, 'Unauthorized'), 'auth'],
    ['403', says(403, '{}'), 'auth'],
    ['404', says(404, 'Not Found'), 'not_found'],
    ['404 as JSON', says(404, { error: 'Not Found' }), 'not_found'],
    ['422', says(422, { error: 'Ill-formed record contents found for x.' }), 'rejected'],
    ['429', says(429, ''), 'rate_limited'],
    ['500', says(500, 'Internal Server Error'), 'unavailable'],
    ['HTML', says(200, '<html>log in</html>'), 'unavailable'],
    ['HTML with 404', says(404, '<html>nothing here</html>'), 'unavailable'],
    ['nothing', says(200, ''), 'unavailable'],
    ['half of a reply', says(200, '{"id": "example.com.", "rrsets": ['), 'unavailable'],
    ['a list', says(200, []), 'unavailable'],
    ['a zone without sets', says(200, { ...document, rrsets: undefined }), 'unavailable'],
    ['sets without records', says(200, { ...document, rrsets: [{ name: 'x.', type: 'A', ttl: 1 }] }), 'unavailable'],
    ['a redirect', says(302, '', { location: 'http://127.0.0.1:1/' }), 'unavailable'],
    ['a connection that breaks off', breaksOff, 'unavailable'],
  ])('that is answered with %s throws, and never looks like an empty zone', async (_, answer, code) => {
    const { read, provider } = await open({ 'GET /localhost/zones/example.com.': answer })
    expect((await failureOf(read)).code).toBe(code)
    expect((await failureOf(() => provider.apply(zone, [create]))).code).toBe(code)
  })

  test('at some names gives these alone where the server does not know that it can be asked for them', async () => {
    const sets = ['www', 'other'].map(label => ({
      ...www,
      name: `${label}.example.com.`,
      records: [{ content: '192.0.2.1' }],
    }))
    const { provider, asked } = await open({ GET: says(200, { ...document, rrsets: sets }) })
    expect(await Array.fromAsync(provider.rrsets(zone, { at: [www.name, 'gone.example.com.'] }))).toEqual([www])
    expect(asked).toHaveLength(1)
  })

  test('of the list of zones that is none throws', async () => {
    const { provider } = await open({ 'GET /localhost/zones': says(200, { zones: [] }) })
    expect((await failureOf(() => Array.fromAsync(provider.zones()))).code).toBe('unavailable')
  })
})

describe('a write', () => {
  test.each<[string, Answer]>([
    ['502 as HTML', says(502, '<html>bad gateway</html>')],
    ['HTML with 200', says(200, '<html>log in</html>')],
    ['a connection that breaks off', breaksOff],
  ])('that is answered with %s is unknown, for it may have been made', async (_, answer) => {
    const { provider, asked } = await open({ PATCH: answer })
    const { outcomes } = await provider.apply(zone, [create, other])
    expect(outcomes).toMatchObject(
      [create, other].map(change => ({ status: 'unknown', change, failure: { code: 'unavailable' } })),
    )
    expect(asked.filter(line => line.startsWith('PATCH'))).toHaveLength(1)
  })

  describe('answered with an error of the server’s own', () => {
    const failing = says(500, 'Internal Server Error')
    const there = { ...www, records: [{ content: '192.0.2.1' }] }
    const failingWith = (sets: object[]): Record<string, Answer> => {
      let isSent = false
      return {
        PATCH: (...parts) => {
          isSent = true
          failing(...parts)
        },
        GET: (...parts) => says(200, { ...document, rrsets: isSent ? sets : [] })(...parts),
      }
    }

    test('can be repeated where the zone is as it was', async () => {
      const { provider } = await open(failingWith([]))
      expect((await failureOf(() => provider.apply(zone, [create]))).code).toBe('unavailable')
    })

    test('is made where the zone says so', async () => {
      const { provider } = await open(failingWith([there]))
      expect(await provider.apply(zone, [create])).toMatchObject({ outcomes: [{ status: 'applied' }] })
    })

    test('is unknown where the zone has neither', async () => {
      const { provider } = await open(failingWith([{ ...there, records: [{ content: '192.0.2.7' }] }]))
      expect(await provider.apply(zone, [create])).toMatchObject({ outcomes: [{ status: 'unknown' }] })
    })

    test('is unknown where the zone cannot be read', async () => {
      const answers = failingWith([])
      let reads = 0
      const { provider } = await open({
        ...answers,
        GET: (...parts) => (reads++ === 0 ? says(200, document) : failing)(...parts),
      })
      expect(await provider.apply(zone, [create])).toMatchObject({ outcomes: [{ status: 'unknown' }] })
    })
  })

  test('that is given up while it is under way is unknown', async () => {
    const given = new AbortController()
    const { provider } = await open({ PATCH: () => given.abort() })
    const { outcomes } = await provider.apply(zone, [create], { signal: given.signal })
    expect(outcomes).toMatchObject([{ status: 'unknown' }])
  })

  test.each<[string, Answer, string]>([
    ['401', says(401, 'Unauthorized'), 'auth'],
    ['429', says(429, ''), 'rate_limited'],
    ['HTML with 403', says(403, '<html>go away</html>'), 'unavailable'],
  ])('that is answered with %s has not been made, and can be repeated', async (_, answer, code) => {
    const { provider } = await open({ PATCH: answer })
    expect((await failureOf(() => provider.apply(zone, [create]))).code).toBe(code)
  })

  test('without a connection has not been made', async () => {
    const { provider } = await open({})
    await provider.apply(zone, [create])
    server?.closeAllConnections()
    server?.close()
    expect(await failureOf(() => provider.apply(zone, [create]))).toMatchObject({ code: 'unavailable' })
  })

  test('that is given up before it is sent is never sent', async () => {
    const { provider, asked } = await open({})
    await failureOf(() => provider.apply(zone, [create], { signal: AbortSignal.abort() }))
    expect(asked).toEqual([])
  })

  test('waits for the one before it, for the server takes one at a time', async () => {
    const waiting: (() => void)[] = []
    const { provider, asked } = await open({
      PATCH: response => void waiting.push(() => response.writeHead(204).end()),
    })
    const both = [provider.apply(zone, [create]), provider.apply({ ...zone, hostedZoneId: 'example.net.' }, [other])]
    const patches = () => asked.filter(line => line.startsWith('PATCH')).length
    const until = async (count: number) => {
      while (waiting.length < count) await new Promise(resolve => setTimeout(resolve, 5))
    }
    await until(1)
    while (asked.length < 5) await new Promise(resolve => setTimeout(resolve, 5))
    expect(patches()).toBe(1)
    waiting[0]!()
    await until(2)
    expect(patches()).toBe(2)
    waiting[1]!()
    await Promise.all(both)
  })

  test.each<[string, object, number[]]>([
    ['one set', { error: 'RRset other.example.com. IN A: Conflicts with pre-existing RRset' }, [1]],
    ['a value', { error: "Record www.example.com./A 'x': Parsing record content: unable to parse IP address" }, [0]],
    ['a name', { error: "Name 'other.example.com.' contains unsupported characters" }, [1]],
    ['a duplicate', { error: 'Duplicate record in RRset www.example.com. IN A with content "192.0.2.1"' }, [0]],
    [
      'several sets',
      {
        error: 'Multiple errors found in RRset',
        errors: ['RRset www.example.com. IN A: x', 'RRset other.example.com. IN A: y'],
      },
      [0, 1],
    ],
    ['nothing that is known', { error: 'Hosting backend does not support editing records.' }, [0, 1]],
    ['a set that was not sent', { error: 'RRset elsewhere.example.com. IN A: x' }, [0, 1]],
  ])('whose refusal speaks of %s fails there', async (_, body, failed) => {
    const { provider } = await open({ PATCH: says(422, body) })
    const { outcomes } = await provider.apply(zone, [create, other])
    expect(outcomes.map(({ status }) => status)).toEqual([0, 1].map(at => (failed.includes(at) ? 'failed' : 'skipped')))
  })

  test('is sent again as the server writes a value where that means the same, and not where it means something else', async () => {
    const loc = '51 30 12.748 N 0 7 39.612 W 0.00m 1.00m 10000.00m 10.00m'
    const location: Change = { op: 'create', after: { ...www, type: 'LOC', records: [loc] } }
    const parsedAs = (text: string) => ({
      error: `Record www.example.com./LOC '${loc}': Not in expected format (parsed as '${text}')`,
    })
    const short = '51 30 12.748 N 0 7 39.612 W 0m'
    let sent: string[] = []
    const answer =
      (text: string): Answer =>
      (response, request, body) => {
        sent.push(JSON.parse(body).rrsets[0].records[0].content)
        const reply = sent.at(-1) === loc ? says(422, parsedAs(text)) : says(204, '')
        reply(response, request, body)
      }
    const same = await open({ PATCH: answer(short) })
    expect(await same.provider.apply(zone, [location])).toMatchObject({ outcomes: [{ status: 'applied' }] })
    expect(sent).toEqual([loc, short])
    sent = []
    const another = await open({ PATCH: answer('0 0 0 N 0 0 0 E 0m') })
    expect(await another.provider.apply(zone, [location])).toMatchObject({ outcomes: [{ status: 'failed' }] })
    expect(sent).toEqual([loc])
  })
})

describe('the key', () => {
  test('that was refused is tried again with the next call', async () => {
    let isRefused = true
    const { provider } = await open({
      'GET /localhost': (...parts) => (isRefused ? says(401, '') : says(200, { version: '5.1.0' }))(...parts),
    })
    expect((await failureOf(() => provider.apply(zone, [create]))).code).toBe('auth')
    isRefused = false
    expect(await provider.apply(zone, [create])).toMatchObject({ outcomes: [{ status: 'applied' }] })
  })
})
