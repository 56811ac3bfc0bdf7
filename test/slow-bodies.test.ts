import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

let app: TestApp
let world: ZoneWorld
let zone: string
let port: number
beforeAll(async () => {
  app = await startTestApp()
  world = await createZoneWorld(app)
  zone = await world.makeZone('slow.example')
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.app.server.address() as AddressInfo).port
})
afterEach(() => vi.useRealTimers())
afterAll(() => app.stop())

/** Sends a request without the end of its body, lets a minute pass, and gives what was answered until then. */
async function sendSlowly(path: string, type: string): Promise<string> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', data => {
    answer += data
  })
  const lines = [`POST ${path} HTTP/1.1`, 'Host: test', `Authorization: Bearer ${world.owner.token}`]
  const came = once(app.app.server, 'request')
  socket.write(`${[...lines, `Content-Type: ${type}`, 'Content-Length: 100'].join('\r\n')}\r\n\r\n{`)
  await came
  // Hooks that come before the body is read have had their turn.
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  vi.advanceTimersByTime(60_001)
  vi.useRealTimers()
  await Promise.race([once(socket, 'close'), pause(500)])
  socket.destroy()
  return answer
}

test('a body that comes too slowly is refused after a minute', async () => {
  const answer = await sendSlowly(`${zone}/records`, 'application/json')
  expect(answer).toMatch(/^HTTP\/1\.1 400 .*did not come in whole in time/s)
})

test('that of a zone file is waited for', async () => {
  expect(await sendSlowly(`${zone}/import`, 'text/dns')).toBe('')
})

test('a reply that goes on for long is no request that comes slowly', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', data => {
    answer += data
  })
  const path = zone.replace(/\/dns\/.*/, '/events')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${world.owner.token}\r\n\r\n`)
  while (!answer.includes('event: ready')) await new Promise(setImmediate)
  vi.advanceTimersByTime(60_001)
  vi.useRealTimers()
  const made = { body: { name: 'later' }, token: world.owner.token }
  await app.call('POST', zone.replace(/\/dns\/.*/, '/subdomains'), made)
  while (!answer.includes('event: resource') && !socket.closed) await pause(10)
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*event: resource/s)
  socket.destroy()
})
