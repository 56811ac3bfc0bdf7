import { afterEach, expect, test } from 'vitest'
import { requireServer } from '../test/servers/available.ts'
import { dig, digPath } from '../test/servers/dig.ts'
import type { RRset } from './dns/rrset.ts'
import type { NameServer, NameServerOptions } from './nameserver/name-server.ts'
import { startNameServer } from './nameserver/start.ts'
import { superviseNameServer } from './supervised-name-server.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const zone: RRset[] = [
  { name: 'a.test.', type: 'SOA', ttl: 60, records: ['ns.a.test. h.a.test. 1 2 3 4 5'] },
  { name: 'a.test.', type: 'NS', ttl: 60, records: ['ns.a.test.'] },
]
let supervised: NameServer | undefined
afterEach(() => supervised?.close())

test.skipIf(!requireServer('dig', digPath))(
  'a name server that dies comes back on its port with its zones',
  async () => {
    const started: { server: NameServer; options: NameServerOptions }[] = []
    const start = async (options: NameServerOptions) => {
      const server = await startNameServer(options)
      started.push({ server, options })
      return server
    }
    let refills = 0
    const refill = async () => {
      refills++
      await supervised?.load('a.test.', chunks())
    }
    const front = { handle: async () => ({ do: 'drop' as const }) }
    supervised = await superviseNameServer(start, { host: '127.0.0.1', port: 0, front, log, refill })
    await refill()
    expect((await ask())?.status).toBe('NOERROR')

    await started[0]?.server.close()
    started[0]?.options.onFailure(new Error('the thread is gone'))
    await expect(supervised.stats()).rejects.toThrow('down')
    await expect(supervised.apply('a.test.', [])).rejects.toThrow('down')

    await waitFor(() => refills === 2)
    expect(started[1]?.options.port).toBe(supervised.address.port)
    expect(started[1]?.options.front).toBe(front)
    expect((await ask())?.status).toBe('NOERROR')
    expect((await supervised.stats()).zones).toBe(1)
  },
)

async function ask() {
  const [answer] = await dig(supervised!.address, [{ name: 'a.test', type: 'SOA' }])
  return answer
}

async function* chunks(): AsyncGenerator<RRset[]> {
  yield zone
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 20))
  await new Promise(resolve => setTimeout(resolve, 100))
}
