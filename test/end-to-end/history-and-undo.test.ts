import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/history-and-undo.md'), 'utf8')

describe.skipIf(!requireServer('dig', digPath))('what is done, seen and taken back', () => {
  let zoneplane: TestZoneplane
  beforeAll(async () => {
    zoneplane = await startTestZoneplane()
  })
  afterAll(() => zoneplane.stop())

  async function served(name: string, type: string): Promise<string[]> {
    const [answer] = await dig(zoneplane.dns, [{ name, type }])
    return answer!.answer.map(line => line.split(' ').slice(4).join(' '))
  }

  test('goes as the guide says, example by example', async () => {
    let last: unknown
    const blocks = [...guide.matchAll(/^```(http|json|sh|text)\n([\s\S]*?)^```$/gm)]
    expect(blocks.length).toBeGreaterThan(20)
    for (const [, kind, text = ''] of blocks) {
      if (kind === 'http') last = (await send(zoneplane, text)).body
      else if (kind === 'sh') last = await answerOf(text)
      else if (kind === 'text') expect(last).toEqual(text.trim().split('\n'))
      else expect(last).toEqual(pattern(JSON.parse(text)))
    }
    const again = await send(zoneplane, blocks.findLast(([, kind]) => kind === 'http')![2]!)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  async function answerOf(command: string): Promise<string[]> {
    const [, name = '', type = ''] = /^dig \+short (\S+) (\S+)\n$/.exec(command) ?? []
    return served(name, type)
  }

  test('ten thousand sets are served once they are answered, and gone once they are taken back', async () => {
    const zone = await zoneplane.call<{ data: { id: number } }>('POST', '/api/demo/production/dns', {
      name: 'large',
      domainName: 'large.example',
    })
    const path = `/api/demo/production/dns/${zone.body.data.id}/changes`
    const changes = Array.from({ length: 10_000 }, (_, index) => {
      return { action: 'create', name: `host-${index}`, type: 'A', values: [`10.0.${index >> 8}.${index & 255}`] }
    })
    const made = await zoneplane.call<{ data: { id: number } }>('POST', path, { changes })
    expect(made.status).toBe(201)
    expect(await served('host-9999.large.example', 'A')).toEqual(['10.0.39.15'])
    const back = await zoneplane.call('POST', `${path}/${made.body.data.id}/revert`, { confirm: true })
    expect(back.status).toBe(201)
    const [gone] = await dig(zoneplane.dns, [{ name: 'host-9999.large.example', type: 'A' }])
    expect(gone).toMatchObject({ status: 'NXDOMAIN', answer: [] })
    const drift = await zoneplane.call('GET', path.replace('/changes', '/drift'))
    expect(drift.body).toMatchObject({ data: { inSync: true, counts: { written: 10_000, unsettled: 0 } } })
  })
})

/** A request as the guide writes it: a line, headers, and a body in JSON. */
function send(zoneplane: TestZoneplane, text: string): ReturnType<TestZoneplane['call']> {
  const [, method = '', path = '', fields = '', body = ''] =
    /^(\S+) (\S+)\n((?:[A-Za-z-]+: .*\n)*)([\s\S]*)$/.exec(text) ?? []
  const headers = Object.fromEntries(
    fields
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split(': ', 2) as [string, string]),
  )
  const url = path.replace(/^P\//, '/api/demo/production/')
  return zoneplane.call(method, url, body.trim() === '' ? undefined : JSON.parse(body), headers)
}

/** What an example shows has to be there; what it leaves out may be anything, as may what it gives as `…`. */
function pattern(shown: unknown): unknown {
  if (shown === '…') return expect.anything()
  if (Array.isArray(shown)) return shown.map(pattern)
  if (typeof shown !== 'object' || shown === null) return shown
  return expect.objectContaining(
    Object.fromEntries(Object.entries(shown).map(([name, field]) => [name, pattern(field)])),
  )
}
