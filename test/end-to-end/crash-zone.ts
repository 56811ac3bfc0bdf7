import { expect } from 'vitest'
import type { ServeProcess } from './serve-process.ts'

/** The zone that callers write to while a process is killed. Gives its id. */
export async function createZone(server: ServeProcess, apiKey: string): Promise<number> {
  const reply = await post(server, '', apiKey, { name: 'Crash', domainName: 'crash.example' })
  expect(reply.status).toBe(201)
  return ((await reply.json()) as { data: { id: number } }).data.id
}

/** A request below the demo project's zones. */
export function post(server: ServeProcess, path: string, apiKey: string, body: object): Promise<Response> {
  return fetch(`${server.url}/api/demo/production/dns${path}`, {
    method: 'POST',
    headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** What the kill left pending is settled by the next process; until then lists that are read one after another may differ. */
export async function untilSettled(server: ServeProcess, apiKey: string, zone: number): Promise<void> {
  for (;;) {
    const url = `${server.url}/api/demo/production/dns/${zone}/changes?limit=100`
    const reply = await fetch(url, { headers: { 'X-API-Key': apiKey } })
    expect(reply.status).toBe(200)
    const { data } = (await reply.json()) as { data: { status: string }[] }
    if (data.every(({ status }) => status !== 'pending')) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
