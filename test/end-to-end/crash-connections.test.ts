import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/services/deps.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import { type ServeProcess, serve } from './serve-process.ts'

// On the built-in provider the end of a write is stored with its records, so it is killed before that, and after.
const points: Checkpoint[] = ['intent-stored', 'settled']
const program = join(import.meta.dirname, 'crashing-server.ts')
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-connections-'))
const running = new Set<ServeProcess>()
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Reply {
  id: number
  status: string
}

describe.skipIf(!requireServer('dig', digPath))('a process that is killed while it works on a connection', () => {
  test.each(points)(
    'at the point %s: the next one makes the records, lets them follow, and takes them away',
    async point => {
      const dataDir = join(folder, point)
      const first = await start(dataDir)
      const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
      const call = (server: ServeProcess, method: string, path: string, body?: object) =>
        send(server, apiKey, method, path, body)
      const zone = await call(first, 'POST', '/dns', { name: 'crash', domainName: 'crash.example' })
      const name = await call(first, 'POST', '/subdomains', { name: 'www' })
      const metadata = { public_ipv4: '192.0.2.1' }
      const target = await call(first, 'POST', '/resources', { resourceType: 'instance', name: 'web', metadata })
      await stop(first)
      const pair = {
        sourceResourceType: 'subdomain',
        sourceResourceId: name.id,
        targetResourceType: 'instance',
        targetResourceId: target.id,
        connectionDetails: { dnsResourceId: zone.id },
      }
      const deeds: [method: string, path: string, body: object | undefined, served: string[]][] = [
        ['POST', '/resource-connections', pair, ['192.0.2.1']],
        ['PATCH', `/resources/${target.id}`, { metadata: { public_ipv4: '192.0.2.2' } }, ['192.0.2.2']],
        ['DELETE', '/resource-connections/1', undefined, []],
      ]
      for (const [method, path, body, served] of deeds) {
        const dying = await start(dataDir, { CRASH_AT: point })
        const gone = once(dying.child, 'exit')
        await expect(call(dying, method, path, body)).rejects.toThrow()
        expect(await gone).toEqual([null, 'SIGKILL'])
        const next = await start(dataDir)
        await expect.poll(() => addresses(next), { timeout: 10_000 }).toEqual(served)
        const connections = () => listed(next, apiKey)
        const statuses = served.length === 0 ? [] : ['connected']
        await expect.poll(connections, { timeout: 10_000 }).toEqual(statuses)
        await stop(next)
      }
    },
    60_000,
  )
})

async function addresses({ dnsPort: port }: ServeProcess): Promise<string[]> {
  const [answer] = await dig({ host: '127.0.0.1', port }, [{ name: 'www.crash.example', type: 'A' }])
  return (answer?.answer ?? []).map(line => line.split(' ').at(-1) ?? '')
}

async function listed(server: ServeProcess, apiKey: string): Promise<string[]> {
  const reply = await fetch(`${server.url}/api/demo/production/resource-connections`, {
    headers: { 'X-API-Key': apiKey },
  })
  return ((await reply.json()) as { data: Reply[] }).data.map(({ status }) => status)
}

async function send(server: ServeProcess, apiKey: string, method: string, path: string, body?: object): Promise<Reply> {
  const reply = await fetch(`${server.url}/api/demo/production${path}`, {
    method,
    headers: { 'X-API-Key': apiKey, ...(body && { 'Content-Type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`)
  return (JSON.parse(text) as { data: Reply }).data
}

async function start(dataDir: string, env: Record<string, string> = {}): Promise<ServeProcess> {
  const server = await serve(dataDir, env, program)
  running.add(server)
  return server
}

async function stop(server: ServeProcess): Promise<void> {
  running.delete(server)
  expect(await server.stop('SIGTERM')).toBe(0)
}
