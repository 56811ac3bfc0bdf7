import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type ServeProcess, serve } from './serve-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-stop-'))
const running: ServeProcess[] = []
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

test('SIGTERM lets what is under way finish: each write is answered and kept, or was never taken', async () => {
  const first = await start()
  const apiKey = /^API_KEY=(\S+)$/m.exec(first.stdout())?.[1] ?? ''
  const zone = await send(first, apiKey, '', { name: 'Stop', domainName: 'stop.example' })
  const { id } = ((await zone.json()) as { data: { id: number } }).data
  const names = Array.from({ length: 300 }, (_, index) => `s${index}`)
  let answered = 0
  const writes = names.map(async name => {
    const reply = await send(first, apiKey, `/${id}/records`, { name, type: 'A', values: ['192.0.2.1'] })
    answered++
    return reply.status
  })
  const settled = Promise.allSettled(writes)
  while (answered === 0) await new Promise(resolve => setTimeout(resolve, 1))
  const code = await first.stop('SIGTERM')
  const results = await settled
  expect(code).toBe(0)
  const statuses = results.map(result => (result.status === 'fulfilled' ? result.value : 'not taken'))
  expect([...new Set(statuses)].filter(status => status !== 201 && status !== 503 && status !== 'not taken')).toEqual(
    [],
  )

  const second = await start()
  const list = await fetch(`${second.url}/api/demo/production/dns/${id}/records?type=A`, {
    headers: { 'X-API-Key': apiKey },
  })
  const stored = new Set(((await list.json()) as { data: { name: string }[] }).data.map(({ name }) => name))
  const isStored = names.map(name => stored.has(`${name}.stop.example`))
  expect(isStored.filter((there, index) => there !== (statuses[index] === 201))).toEqual([])
  expect(await second.stop('SIGTERM')).toBe(0)
})

async function start(): Promise<ServeProcess> {
  const server = await serve(dataDir)
  running.push(server)
  return server
}

function send(server: ServeProcess, apiKey: string, path: string, body: object): Promise<Response> {
  return fetch(`${server.url}/api/demo/production/dns${path}`, {
    method: 'POST',
    headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}
