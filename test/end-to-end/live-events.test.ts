import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEvents } from '../event-reader.ts'
import { requireServer } from '../servers/available.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const bin = findPostgres()
const environment = '/api/demo/production'

describe.skipIf(!requireServer('PostgreSQL', bin))('events on two instances with one PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-events-'))
  let postgres: PostgresServer
  let one: ServeProcess
  let two: ServeProcess
  let token: string

  beforeAll(async () => {
    postgres = await startPostgres(bin!)
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      ZONEPLANE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    one = await serve(join(folder, 'one'), env)
    two = await serve(join(folder, 'two'), env)
    token = /^API_KEY=(\S+)$/m.exec(one.stdout())?.[1] ?? ''
  })
  afterAll(async () => {
    one?.child.kill('SIGKILL')
    two?.child.kill('SIGKILL')
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function post(path: string, body: object): Promise<number> {
    const headers = { 'X-API-Key': token, 'Content-Type': 'application/json' }
    const reply = await fetch(`${one.url}${environment}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    expect(reply.status).toBe(201)
    return ((await reply.json()) as { data: { id: number } }).data.id
  }

  test('whoever follows one is told what the other one does; a restarted database means reading again', async () => {
    const reader = await readEvents(`${two.url}${environment}/events`, { token })
    const ready = await reader.next()
    const zoneId = await post('/dns', { name: 'Live', domainName: 'live.example' })
    expect(await reader.next()).toMatchObject({ name: 'resource', data: { action: 'zone.create', resourceId: zoneId } })
    await post(`/dns/${zoneId}/records`, { name: 'www', type: 'A', values: ['192.0.2.1'] })
    expect(await reader.next()).toMatchObject({ name: 'change-set', data: { zoneId, status: 'applied' } })
    const elsewhere = await readEvents(`${one.url}${environment}/events`, { token, since: ready.id })
    expect([(await elsewhere.next()).name, (await elsewhere.next()).name]).toEqual(['ready', 'reset'])
    await postgres.restart()
    expect((await reader.next()).name).toBe('reset')
    reader.close()
    elsewhere.close()
  })

  test('an instance that stops ends its streams at once', async () => {
    const reader = await readEvents(`${two.url}${environment}/events`, { token })
    await reader.next()
    const stopped = two.stop('SIGTERM')
    expect((await reader.rest()).at(-1)).toMatchObject({ name: 'end', data: { code: 'overloaded' } })
    expect(await stopped).toBe(0)
  })
})
