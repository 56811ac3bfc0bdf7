import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digExample, examplesOf, patternOf, sendExample } from '../guide.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'

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
    const examples = examplesOf('history-and-undo.md')
    expect(examples.length).toBeGreaterThan(20)
    for (const { kind, text } of examples) {
      if (kind === 'http') last = (await sendExample(zoneplane, text)).body
      else if (kind === 'sh') last = await digExample(zoneplane, text)
      else if (kind === 'text') expect(last).toEqual(text.trim().split('\n'))
      else expect(last).toEqual(patternOf(JSON.parse(text)))
    }
    const again = await sendExample(zoneplane, examples.findLast(({ kind }) => kind === 'http')!.text)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

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
