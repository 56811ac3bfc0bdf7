import { expect, test } from 'vitest'
import type { MessageRecord } from '../../dns/message.ts'
import type { NameServer } from './name-server.ts'
import { createZoneReader } from './zone-reader.ts'

const zone = 'example.com.'
const value = `"${'x'.repeat(60_000)}"`

/** A server whose zone has so many records of 60,000 characters; how many messages were taken of it. */
function server(count: number) {
  const taken = { messages: 0 }
  async function* transfer(): AsyncGenerator<MessageRecord[]> {
    const soa: MessageRecord = { name: zone, type: 'SOA', class: 'IN', ttl: 300, rdata: 'a. b. 1 2 3 4 5' }
    yield [soa]
    for (let at = 0; at < count; at++) {
      taken.messages++
      yield [{ name: `t${at}.${zone}`, type: 'TXT', class: 'IN', ttl: 300, rdata: value }]
    }
    yield [soa]
  }
  return { taken, reader: createZoneReader({ transfer } as Partial<NameServer> as NameServer) }
}

test('a server that sends without end is not listened to until the memory is full', async () => {
  const { taken, reader } = server(20_000)
  await expect(reader.whole(zone)).rejects.toMatchObject({
    failure: { code: 'rejected', details: { code: 'zone_too_large' } },
  })
  expect(taken.messages).toBeLessThan(10_000)
})

test('a large zone is read', async () => {
  const { reader } = server(1_000)
  expect((await reader.whole(zone)).sets.size).toBe(1_001)
})
