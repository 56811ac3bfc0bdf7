import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const bin = findPostgres()
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-instances-'))
const secretKey = Buffer.alloc(32, 7).toString('base64')
const canRun = requireServer('PostgreSQL', bin) && requireServer('dig', digPath)

describe.skipIf(!canRun)('three instances on one PostgreSQL', () => {
  let postgres: PostgresServer
  let running: ServeProcess[] = []
  let databaseUrl: string
  let apiKey: string

  beforeAll(async () => {
    postgres = await startPostgres(bin!)
  })
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    running = []
  })
  afterAll(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function startAll(): Promise<[ServeProcess, ServeProcess, ServeProcess]> {
    databaseUrl = await postgres.createDatabase()
    const first = await start()
    apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
    return [first, await start(), await start()]
  }

  async function start(): Promise<ServeProcess> {
    const env = { DATABASE_URL: databaseUrl, ZONEPLANE_SECRET_KEY: secretKey }
    const instance = await serve(join(folder, 'data'), env)
    running.push(instance)
    return instance
  }

  test('what one writes all answer: zones, sets, deletions', async () => {
    const [one, two, three] = await startAll()
    const zone = await createZone(one, 'shared.example')
    for (const instance of [one, two, three]) await answers(instance, 'shared.example', 'SOA', 1)
    await write(two, zone, 'www', '192.0.2.1')
    for (const instance of [one, two, three]) await answers(instance, 'www.shared.example', 'A', ['192.0.2.1'])
    await write(three, zone, 'www', '192.0.2.2')
    for (const instance of [one, two, three]) await answers(instance, 'www.shared.example', 'A', ['192.0.2.2'])
    const deleted = await send(one, 'DELETE', `/resources/${zone}`)
    expect(deleted.status).toBe(200)
    for (const instance of [one, two, three]) await answers(instance, 'shared.example', 'SOA', 0)
  })

  test('one is killed and one is paused past its lease while all write: nothing acknowledged is lost, and all agree', async () => {
    const [one, two, three] = await startAll()
    const zones = [await createZone(one, 'a.example'), await createZone(one, 'b.example')]
    const load = writeUntil([one, two, three], zones)
    await pause(1500)
    two.child.kill('SIGKILL')
    three.child.kill('SIGSTOP')
    await pause(9000)
    three.child.kill('SIGCONT')
    await pause(3000)
    const written = await load.stop()
    await expectAgreement([one, three], zones, written)
  }, 120_000)

  test('the database is restarted under load: nothing acknowledged is lost, and all come back', async () => {
    const instances = await startAll()
    const zones = [await createZone(instances[0], 'a.example'), await createZone(instances[0], 'b.example')]
    const load = writeUntil(instances, zones)
    await pause(1500)
    await postgres.restart()
    await pause(4000)
    const written = await load.stop()
    for (const instance of instances) await isReady(instance)
    await expectAgreement(instances, zones, written)
  }, 120_000)

  /** Writers at each instance, each writing one new set after another; failures are passed over, acknowledged ones noted. */
  function writeUntil(instances: readonly ServeProcess[], zones: readonly number[]) {
    const written = new Map<string, string>()
    const statuses = new Set<number>()
    let stopping = false
    const writer = async (instance: ServeProcess, number: number) => {
      for (let turn = 0; !stopping; turn++) {
        const zone = number % zones.length
        const [name, address] = [`w${number}-${turn}`, `10.1.${number}.${turn % 250}`]
        const reply = await write(instance, zones[zone]!, name, address).catch(() => undefined)
        if (reply !== undefined) statuses.add(reply.status)
        if (reply?.status === 201) written.set(`${name}.${'ab'[zone]}.example`, address)
        else await pause(50)
      }
    }
    const writers = instances.flatMap((instance, at) => [0, 1, 2, 3].map(number => writer(instance, at * 4 + number)))
    return {
      stop: async () => {
        stopping = true
        await Promise.all(writers)
        // Whatever went wrong was told as what it was.
        expect([...statuses].filter(status => status !== 201 && status !== 503)).toEqual([])
        return written
      },
    }
  }

  /** Every acknowledged write is in the API; every instance's name server answers exactly what the API lists; nothing is pending. */
  async function expectAgreement(
    instances: readonly ServeProcess[],
    zones: readonly number[],
    written: ReadonlyMap<string, string>,
  ): Promise<void> {
    expect(written.size).toBeGreaterThan(100)
    for (const zone of zones) await isSettled(instances[0]!, zone)
    const stored = new Map<string, string>()
    for (const zone of zones) for (const [name, value] of await listed(instances[0]!, zone)) stored.set(name, value)
    expect([...written].filter(([name, address]) => stored.get(name) !== address)).toEqual([])
    const names = [...stored.keys()]
    for (const instance of instances) {
      await eventually(async () => {
        const found = await dig(
          at(instance),
          names.map(name => ({ name, type: 'A' })),
        )
        return names.filter((name, index) => found[index]?.answer[0] !== `${name}. 300 IN A ${stored.get(name)}`)
      }, [])
    }
  }

  async function listed(instance: ServeProcess, zone: number): Promise<[string, string][]> {
    const reply = await send(instance, 'GET', `/dns/${zone}/records?type=A`)
    const { data } = (await reply.json()) as { data: { name: string; values: string[] }[] }
    return data.map(({ name, values }) => [name, values.join()])
  }

  async function isSettled(instance: ServeProcess, zone: number): Promise<void> {
    await eventually(async () => {
      const reply = await send(instance, 'GET', `/dns/${zone}/changes?limit=100`)
      const { data } = (await reply.json()) as { data: { status: string }[] }
      return data.filter(({ status }) => status === 'pending').length
    }, 0)
  }

  async function isReady(instance: ServeProcess): Promise<void> {
    await eventually(async () => (await fetch(`${instance.url}/readyz`)).status, 200)
  }

  async function answers(
    instance: ServeProcess,
    name: string,
    type: string,
    expected: string[] | number,
  ): Promise<void> {
    await eventually(async () => {
      const [answer] = await dig(at(instance), [{ name, type }])
      const values = answer?.answer.map(line => line.split(' ').slice(4).join(' ')) ?? []
      return typeof expected === 'number' ? values.length : values
    }, expected)
  }

  async function createZone(instance: ServeProcess, domainName: string): Promise<number> {
    const reply = await send(instance, 'POST', '/dns', { name: domainName, domainName })
    expect(reply.status).toBe(201)
    return ((await reply.json()) as { data: { id: number } }).data.id
  }

  function write(instance: ServeProcess, zone: number, name: string, address: string): Promise<Response> {
    return send(instance, 'POST', `/dns/${zone}/records`, { name, type: 'A', values: [address] })
  }

  function send(instance: ServeProcess, method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${instance.url}/api/demo/production${path}`, {
      method,
      headers: { 'X-API-Key': apiKey, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(40_000),
    })
  }
})

function at({ dnsPort }: ServeProcess): { host: string; port: number } {
  return { host: '127.0.0.1', port: dnsPort }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** Looks until it's as expected, for 20 s at most, and says what it was last. */
async function eventually<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const found = await look().catch(error => error)
    if (JSON.stringify(found) === JSON.stringify(expected)) return
    if (Date.now() > deadline) return expect(found).toEqual(expected)
    await pause(200)
  }
}
