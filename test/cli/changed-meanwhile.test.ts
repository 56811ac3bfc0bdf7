import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliWorld, startCliWorld } from './cli-world.ts'

const domain = 'meanwhile.example'
const www = (value: string) => ({ name: 'www', type: 'A', values: [value] })
const file = (...sets: object[]) => JSON.stringify({ [domain]: sets })

let world: CliWorld
beforeAll(async () => {
  world = await startCliWorld()
  await world.run('zones', 'create', domain)
})
afterAll(() => world.stop())

/** Runs the command at a server behind which something is done just before the first request of a kind gets there. */
async function runWhile(isMoment: (body: string) => boolean, work: () => Promise<unknown>, ...words: string[]) {
  let isDone = false
  const server = createServer(async (request, response) => {
    const body = await Array.fromAsync(request.setEncoding('utf8')).then(parts => parts.join(''))
    const isChange = request.method === 'POST' && request.url?.endsWith('/changes') === true
    if (isChange && !isDone && isMoment(body)) {
      isDone = true
      await work()
    }
    const names = ['authorization', 'x-api-key', 'content-type'] as const
    const headers = names.flatMap(name =>
      request.headers[name] ? [[name, String(request.headers[name])] as const] : [],
    )
    const reply = await fetch(new URL(request.url ?? '/', world.zoneplane.url), {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(headers),
      ...(body !== '' && { body }),
    })
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' })
    response.end(await reply.text())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ended = await world.runWith({ env: { ZONEPLANE_URL: `http://127.0.0.1:${port}` } }, ...words)
  await new Promise(resolve => server.close(resolve))
  expect(isDone).toBe(true)
  return ended
}

const isDryRun = (body: string) => body.includes('"dryRun":true')
const write = (value: string) => world.run('records', 'set', domain, 'www', 'A', value)
const values = async () => {
  const [set] = await world.json<{ values: string[] }[]>('records', 'list', domain, 'www')
  return set?.values
}

test('what somebody has changed since the plan was made is not overwritten, and nothing else of the zone is done', async () => {
  await write('192.0.2.1')
  world.write('zone.json', file(www('192.0.2.2'), { name: 'api', type: 'A', values: ['192.0.2.3'] }))
  const ended = await runWhile(
    body => !isDryRun(body),
    () => write('192.0.2.9'),
    'apply',
    'zone.json',
  )
  expect(ended.code).toBe(1)
  expect(ended.stderr).toBe(
    [
      `error: ${domain} was changed by somebody else since the plan was made, and is left as it is.`,
      `  - www.${domain} A holds 192.0.2.9 now`,
      `fix: Look again with: zoneplane plan, and who it was with: zoneplane history ${domain}`,
      '',
    ].join('\n'),
  )
  expect(await values()).toEqual(['192.0.2.9'])
  expect(await world.json('records', 'list', domain, 'api')).toEqual([])
  expect((await world.run('plan', 'zone.json')).stdout).toContain('- 192.0.2.9')
  expect((await world.run('apply', 'zone.json')).code).toBe(0)
  expect(await values()).toEqual(['192.0.2.2'])
})

test('programs are told by the server’s own code', async () => {
  await write('192.0.2.1')
  const ended = await runWhile(
    body => !isDryRun(body),
    () => write('192.0.2.9'),
    'apply',
    'zone.json',
    '--json',
  )
  expect(JSON.parse(ended.stderr)).toMatchObject({
    error: { code: 'changed_since', status: 409, details: [{ path: 'changes[0]', code: 'changed_since' }] },
  })
})

test('a zone that changes while it is planned is to be planned again', async () => {
  await write('192.0.2.1')
  const ended = await runWhile(isDryRun, () => write('192.0.2.9'), 'plan', 'zone.json')
  expect(ended.code).toBe(1)
  expect(ended.stderr).toContain(`zone.json: www.${domain} A: www.${domain} A holds 192.0.2.9 now`)
  expect(ended.stderr).toContain('fix: Somebody has changed the zone just now: repeat the command.')
})

test('a set that is to go, and has been changed, stays', async () => {
  await write('192.0.2.1')
  world.write('less.json', file({ name: 'api', type: 'A', values: ['192.0.2.3'] }))
  const work = () => world.run('records', 'set', domain, 'www', 'A', '192.0.2.1', '--ttl', '60')
  const ended = await runWhile(body => !isDryRun(body), work, 'apply', 'less.json', '--confirm')
  expect(ended.stderr).toContain(`www.${domain} A has the TTL 60 now`)
  expect(await values()).toEqual(['192.0.2.1'])
})
