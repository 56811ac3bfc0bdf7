import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const bin = findPostgres()
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-connections-'))
const canRun = requireServer('PostgreSQL', bin) && requireServer('dig', digPath)

interface Connection {
  id: number
  status: string
  targetResourceId: number
  records: { type: string; values: string[] }[]
}

describe.skipIf(!canRun)('two instances on one PostgreSQL', () => {
  let postgres: PostgresServer
  let instances: ServeProcess[] = []
  let apiKey = ''

  beforeAll(async () => {
    postgres = await startPostgres(bin!)
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      ZONEPLANE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    const first = await serve(join(folder, 'data'), env)
    apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
    instances = [first, await serve(join(folder, 'data'), env)]
  })
  afterAll(async () => {
    for (const { child } of instances) child.kill('SIGKILL')
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function call<Data = { id: number }>(at: number, method: string, path: string, body?: object) {
    const reply = await fetch(`${instances[at % instances.length]!.url}/api/demo/production${path}`, {
      method,
      headers: { 'X-API-Key': apiKey, ...(body && { 'Content-Type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    return { status: reply.status, body: (await reply.json()) as { data: Data; message: string } }
  }

  test('while twenty callers at both connect, move and disconnect the same things, all name servers and the store agree', async () => {
    const make = async (path: string, body: object) => (await call(0, 'POST', path, body)).body.data.id
    const zone = await make('/dns', { name: 'shared', domainName: 'shared.example' })
    const name = await make('/subdomains', { name: 'www' })
    const targets: number[] = []
    for (const last of [1, 2, 3, 4]) {
      const metadata = { public_ipv4: `192.0.2.${last}` }
      targets.push(await make('/resources', { resourceType: 'instance', name: `web ${last}`, metadata }))
    }
    const list = async () => (await call<Connection[]>(1, 'GET', '/resource-connections')).body.data
    const connect = (at: number, target: number) =>
      call(at, 'POST', '/resource-connections', {
        sourceResourceType: 'subdomain',
        sourceResourceId: name,
        targetResourceType: 'instance',
        targetResourceId: target,
        connectionDetails: { dnsResourceId: zone },
      })
    const disconnect = async (at: number, target: number) => {
      const found = (await list()).find(({ targetResourceId }) => targetResourceId === target)
      return found && call(at, 'DELETE', `/resource-connections/${found.id}`)
    }
    const deed = (index: number, round: number) => {
      const target = targets[index % 4]!
      if (index % 3 === 0) return disconnect(index, target)
      if (index % 7 !== 1) return connect(index, target)
      return call(index, 'PATCH', `/resources/${target}`, {
        metadata: { public_ipv4: `198.51.100.${index + round * 20}` },
      })
    }
    for (let round = 0; round < 4; round++) {
      const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => deed(index, round)))
      const wrong = replies.filter(reply => reply !== undefined && reply.status >= 500)
      expect(wrong.map(reply => reply?.body)).toEqual([])
      const connections = await list()
      expect(connections.filter(({ status }) => status !== 'connected')).toEqual([])
      const told = connections.flatMap(({ records }) => records.filter(({ type }) => type === 'A'))
      const addresses = told.flatMap(({ values }) => values).toSorted()
      for (const { dnsPort: port } of instances) {
        // A write at the other instance is on its way for a moment.
        await expect.poll(() => served(port), { timeout: 5_000 }).toEqual(addresses)
      }
    }
    expect((await call(1, 'DELETE', `/resources/${name}`)).status).toBe(200)
    for (const { dnsPort: port } of instances) await expect.poll(() => served(port), { timeout: 5_000 }).toEqual([])
    expect(await list()).toEqual([])
  }, 120_000)
})

async function served(port: number): Promise<string[]> {
  const [answer] = await dig({ host: '127.0.0.1', port }, [{ name: 'www.shared.example', type: 'A' }])
  return (answer?.answer ?? []).map(line => line.split(' ').at(-1) ?? '').toSorted()
}
