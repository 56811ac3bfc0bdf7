import { expect, test } from 'vitest'
import { createClient, createMachineClient, ZoneplaneError } from '../../src/sdk/index.ts'

interface Seen {
  url: string
  init: RequestInit & { headers: Record<string, string> }
}

/** A `fetch` that answers with these, one after the other; an Error is thrown. */
function scripted(...answers: (Response | Error)[]) {
  const seen: Seen[] = []
  const send = async (url: string, init: Seen['init']) => {
    seen.push({ url, init })
    const answer = answers.shift()
    if (answer instanceof Response) return answer
    throw answer ?? new Error('nobody expected this request')
  }
  return { seen, fetch: send as unknown as typeof fetch }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })
const project = { id: 1, slug: 'demo', name: 'Demo' }
const busy = () => json(503, { message: 'busy', code: 'overloaded', requestId: 'r1' }, { 'Retry-After': '0' })
const options = { url: 'http://zoneplane.test/', apiKey: 'sk_1' }

test('a write has the same Idempotency-Key in all of its attempts, and the next one another', async () => {
  const { fetch, seen } = scripted(
    busy(),
    new TypeError('fetch failed'),
    json(201, { data: project }),
    json(201, { data: project }),
  )
  const { projects } = createClient({ ...options, fetch })
  expect(await projects.create({ name: 'Demo' })).toEqual(project)
  await projects.create({ name: 'Demo' })
  const keys = seen.map(({ init }) => init.headers['Idempotency-Key'])
  expect(new Set(keys.slice(0, 3)).size).toBe(1)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[3]).not.toBe(keys[0])
})

test('a write that carries no key is sent once, and so is one that signs in', async () => {
  const { fetch, seen } = scripted(busy(), busy(), busy())
  const client = createClient({ ...options, fetch })
  await expect(client.projects.create({ name: 'Demo' }, { idempotencyKey: null })).rejects.toThrow('busy')
  await expect(client.auth.logIn({ email: 'a@example.com', password: 'secret' })).rejects.toThrow('busy')
  expect(seen.map(({ init }) => init.headers['Idempotency-Key'])).toEqual([undefined, undefined])
})

test('a plan writes nothing: it has no key, and is asked for again', async () => {
  const plan = { changes: [], problems: [], dangers: [], atomic: true, calls: 0 }
  const { fetch, seen } = scripted(busy(), json(200, { data: plan }))
  const { changes } = createClient({ ...options, fetch })
    .project('demo')
    .environment()
    .zone(1)
  expect(await changes.plan([])).toEqual(plan)
  expect(seen.map(({ init }) => init.headers['Idempotency-Key'])).toEqual([undefined, undefined])
})

test('a file that comes as a stream is sent once', async () => {
  const { fetch, seen } = scripted(busy(), busy())
  const { zone } = createClient({ ...options, fetch })
    .project('demo')
    .environment()
  await expect(zone(1).import(new Blob(['www A 192.0.2.1']).stream())).rejects.toMatchObject({ code: 'overloaded' })
  expect(seen).toHaveLength(1)
})

test('an error says all that the server said, in the form of either family', async () => {
  const details = [{ path: 'name', code: 'required', message: 'is required' }]
  const refusal = {
    message: 'name: is required',
    error: 'Bad Request',
    code: 'validation_failed',
    requestId: 'r2',
    details,
  }
  const client = createClient({ ...options, fetch: scripted(json(400, refusal)).fetch })
  const error = await client.projects.create({ name: '' }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ZoneplaneError)
  expect(error).toMatchObject({
    status: 400,
    code: 'validation_failed',
    message: refusal.message,
    details,
    requestId: 'r2',
  })

  const machineRefusal = json(
    429,
    { error: { code: 'rate_limit_exceeded', message: 'Too many.' } },
    { 'X-Request-Id': 'r3', 'Retry-After': '90' },
  )
  const machine = createMachineClient({ url: options.url, key: 'rk_1.2', fetch: scripted(machineRefusal).fetch })
  await expect(machine.domains.list()).rejects.toMatchObject({
    status: 429,
    code: 'rate_limit_exceeded',
    message: 'Too many.',
    requestId: 'r3',
    retryAfter: 90,
    details: [],
  })
})

test('what is no Zoneplane, or leads elsewhere, is told apart from refusals', async () => {
  const page = () => new Response('<html>', { status: 200 })
  const moved = new Response(null, { status: 301, headers: { Location: 'https://zoneplane.test/' } })
  const { fetch, seen } = scripted(page(), moved)
  const { projects } = createClient({ ...options, fetch })
  await expect(projects.list().all()).rejects.toMatchObject({ code: 'unexpected_reply', status: 200 })
  await expect(projects.create({ name: 'Demo' })).rejects.toThrow('leads to https://zoneplane.test/: use that address')
  expect(seen.map(({ init }) => init.redirect)).toEqual(['manual', 'manual'])
  expect(() => createClient({ url: 'zoneplane.test' })).toThrow('not the address of a server')
})

test('a call that is aborted rejects with the reason, also while it waits to be sent again', async () => {
  const wait = json(503, { message: 'busy', code: 'overloaded' }, { 'Retry-After': '50' })
  const { fetch, seen } = scripted(wait)
  const controller = new AbortController()
  const call = createClient({ ...options, fetch })
    .projects.list({ signal: controller.signal })
    .all()
  setTimeout(() => controller.abort(new Error('enough')), 20)
  await expect(call).rejects.toThrow('enough')
  expect(seen).toHaveLength(1)
})

test('an attempt that takes too long is a timeout', async () => {
  const never = ((_: string, { signal }: RequestInit) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))) as typeof fetch
  const { projects } = createClient({ ...options, fetch: never, retries: 0 })
  await expect(projects.list({ timeout: 5 }).all()).rejects.toMatchObject({ code: 'timeout', status: 0 })
})

test('parameters are one segment of the path each', async () => {
  const { fetch, seen } = scripted(json(200, { data: project }))
  const client = createClient({ ...options, fetch })
  await client.project('a/b?c').get()
  expect(seen[0]?.url).toBe('http://zoneplane.test/api/projects/a%2Fb%3Fc')
  await expect(client.project('..').get()).rejects.toThrow(TypeError)
  await expect(client.project('').get()).rejects.toThrow(TypeError)
})

test('a token may be asked for anew with each call', async () => {
  const { fetch, seen } = scripted(json(200, { data: [] }), json(200, { data: [] }))
  const tokens = ['one', 'two']
  const { projects } = createClient({ url: '', token: async () => tokens.shift(), fetch })
  await projects.list().all()
  await projects.list().all()
  expect(seen.map(({ url, init }) => [url, init.headers.Authorization])).toEqual([
    ['/api/projects', 'Bearer one'],
    ['/api/projects', 'Bearer two'],
  ])
})
