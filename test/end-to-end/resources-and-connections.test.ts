import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digExample, examplesOf, patternOf, sendExample } from '../guide.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import { digPath } from '../servers/dig.ts'
import { replyTo, type ScriptedDns, startScriptedDns } from '../servers/scripted-dns.ts'

describe.skipIf(!requireServer('dig', digPath))('a name that points at a server', () => {
  let zoneplane: TestZoneplane
  let outside: ScriptedDns
  beforeAll(async () => {
    // Nobody out there knows of the zone.
    outside = await startScriptedDns({ udp: question => [replyTo(question, { rcode: 'NXDOMAIN' })] })
    zoneplane = await startTestZoneplane({ ZONEPLANE_RESOLVERS: `127.0.0.1:${outside.port}` })
  })
  afterAll(async () => {
    await zoneplane?.stop()
    await outside?.stop()
  })

  test('goes from zone to connection and back as the guide says, example by example', async () => {
    let last: unknown
    const examples = examplesOf('resources-and-connections.md')
    expect(examples.length).toBeGreaterThan(30)
    for (const { kind, text } of examples) {
      if (kind === 'http') last = (await sendExample(zoneplane, text)).body
      else if (kind === 'sh') last = await digExample(zoneplane, text)
      else if (kind === 'text') expect(last).toEqual(text.trim() === '' ? [] : text.trim().split('\n'))
      else expect(last).toEqual(patternOf(JSON.parse(text)))
    }
  })
})
