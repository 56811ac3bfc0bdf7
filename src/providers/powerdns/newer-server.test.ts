import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import type { RemoteZone } from '../provider.ts'
import { powerDnsKind } from './kind.ts'

/** What is sent to servers that can more than the one of the other tests. */

const zone: RemoteZone = { hostedZoneId: 'example.com.', name: 'example.com.', nameServers: [] }
const set = (name: string, ...records: string[]): RRset => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 300,
  records,
})
const on = (content: string) => ({ content, disabled: false })
const off = (content: string) => ({ content, disabled: true })
const held: Record<string, object[]> = {
  'plain.example.com.': [on('192.0.2.1'), on('192.0.2.2')],
  'partly.example.com.': [on('192.0.2.1'), off('192.0.2.2')],
}

async function sentFor(version: string, batch: readonly Change[]): Promise<{ asked: string[]; patch: unknown }> {
  const asked: string[] = []
  let patch: unknown
  const answer = (url: URL, init: RequestInit | undefined): Response => {
    asked.push(`${init?.method} ${url.pathname.replace('/api/v1/servers/localhost', '')}${url.search}`)
    if (init?.method === 'PATCH') {
      patch = JSON.parse(String(init.body)).rrsets
      return new Response(null, { status: 204, headers: { 'x-pdns-new-serial': '2026010102' } })
    }
    if (!url.pathname.includes('/zones')) return Response.json({ version })
    const names = url.searchParams.has('rrset_name') ? [url.searchParams.get('rrset_name')!] : Object.keys(held)
    const rrsets = names.flatMap(name => (held[name] ? [{ name, type: 'A', ttl: 300, records: held[name] }] : []))
    return Response.json({ id: 'example.com.', name: 'example.com.', kind: 'Native', rrsets })
  }
  const fetch: typeof globalThis.fetch = async (url, init) => answer(new URL(String(url)), init)
  const provider = powerDnsKind.open({ endpoint: 'http://127.0.0.1:1', apiKey: 'key' }, { ...testIo(), fetch })
  const { outcomes, receipt } = await provider.apply(zone, batch)
  expect(outcomes.map(({ status }) => status)).toEqual(batch.map(() => 'applied'))
  expect(receipt).toBe('2026010102')
  return { asked, patch }
}

const replaceIn = (name: string, after: string[], ...before: string[]): Change => ({
  op: 'replace',
  before: set(name, ...before),
  after: set(name, ...after),
})
const oneMore = replaceIn('plain', ['192.0.2.1', '192.0.2.2', '192.0.2.3'], '192.0.2.1', '192.0.2.2')
const another = replaceIn('partly', ['192.0.2.9'], '192.0.2.1')
const entry = (name: string, changetype: string, ...records: object[]) => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 300,
  changetype,
  records,
})

test('since 5.0.2 the names of a batch are read, and values are added one by one but where records are disabled', async () => {
  expect(await sentFor('5.0.2', [oneMore, another])).toEqual({
    asked: [
      'GET ',
      'GET /zones/example.com.?rrset_name=plain.example.com.',
      'GET /zones/example.com.?rrset_name=partly.example.com.',
      'PATCH /zones/example.com.',
    ],
    patch: [entry('plain', 'EXTEND', on('192.0.2.3')), entry('partly', 'REPLACE', on('192.0.2.9'), off('192.0.2.2'))],
  })
})

test('4.9.12 can add values, and reads the zone whole, or it would not see what is disabled', async () => {
  expect(await sentFor('4.9.12', [oneMore, another])).toEqual({
    asked: ['GET ', 'GET /zones/example.com.', 'PATCH /zones/example.com.'],
    patch: [entry('plain', 'EXTEND', on('192.0.2.3')), entry('partly', 'REPLACE', on('192.0.2.9'), off('192.0.2.2'))],
  })
})

test('5.0.0 reads names, and has sets replaced alone', async () => {
  const { asked, patch } = await sentFor('5.0.0', [oneMore])
  expect(asked).toContain('GET /zones/example.com.?rrset_name=plain.example.com.')
  expect(patch).toEqual([entry('plain', 'REPLACE', on('192.0.2.1'), on('192.0.2.2'), on('192.0.2.3'))])
})

test('many names are read as a whole zone, whatever the server can', async () => {
  const batch = Array.from(
    { length: 11 },
    (_, index): Change => ({ op: 'create', after: set(`n${index}`, '192.0.2.1') }),
  )
  const { asked } = await sentFor('5.1.0', batch)
  expect(asked).toEqual(['GET ', 'GET /zones/example.com.', 'PATCH /zones/example.com.'])
})
