import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../src/http/app.ts'
import { readConsoleFiles } from '../src/http/console-files.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'zoneplane-console-'))
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
let zoneplane: TestApp
let app: FastifyInstance

beforeAll(async () => {
  zoneplane = await startTestApp()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<script src="/assets/a.js" nonce="__ZONEPLANE_NONCE__"></script>')
  writeFileSync(join(folder, 'assets/a.js'), 'console.log("plain, and longer than the others")')
  writeFileSync(join(folder, 'assets/a.js.gz'), 'with gzip')
  writeFileSync(join(folder, 'assets/a.js.br'), 'with br')
  writeFileSync(join(folder, 'assets/b.css'), 'a{}')
  writeFileSync(join(folder, 'assets/b.css.gz'), 'longer than plain')
  app = await createApp(zoneplane.deps, pino({ level: 'silent' }), {
    consoleFiles: await readConsoleFiles(folder),
  })
})
afterAll(async () => {
  await app.close()
  await zoneplane.stop()
  rmSync(folder, { recursive: true })
})

test('the page comes at / and wherever browsers go, each time with another nonce that its policy names', async () => {
  const nonces = new Set<string>()
  for (const url of ['/', '/projects/demo/production/zones/1?sort=name', '/projects/api']) {
    const { statusCode, headers, body } = await app.inject({ url, headers: browser })
    expect(statusCode).toBe(200)
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1]
    expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    nonces.add(String(nonce))
  }
  expect(nonces.size).toBe(3)
  expect((await app.inject({ url: '/' })).statusCode).toBe(200)
})

test('the page lets nothing in from elsewhere, no script written into it, and no frame around it', async () => {
  const { headers } = await app.inject({ url: '/', headers: browser })
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
})

test('programs that ask for what is not there are told so, and the API answers for its own paths', async () => {
  for (const [url, headers] of [
    ['/projects/demo', {}],
    ['/api/unknown', browser],
    ['/api', browser],
    ['/assets/unknown.js', browser],
    ['/metrics/unknown', browser],
  ] as const) {
    const reply = await app.inject({ url, headers })
    expect([reply.statusCode, reply.json().code]).toEqual([404, 'route_not_found'])
  }
  expect((await app.inject({ method: 'POST', url: '/projects', headers: browser })).statusCode).toBe(404)
  expect((await app.inject({ url: '/healthz', headers: browser })).json()).toEqual({ status: 'ok' })
})

test('assets may be kept for ever, and come in the smallest form that is taken', async () => {
  const get = (encodings: string) => app.inject({ url: '/assets/a.js', headers: { 'accept-encoding': encodings } })
  const plain = await get('identity')
  expect(plain.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'Accept-Encoding',
  })
  expect([plain.headers['content-encoding'], plain.body]).toEqual([
    undefined,
    'console.log("plain, and longer than the others")',
  ])
  for (const [encodings, encoding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
  ]) {
    const reply = await get(String(encodings))
    expect([encodings, reply.headers['content-encoding']]).toEqual([encodings, encoding])
    if (encoding !== undefined) expect(reply.body).toBe(`with ${encoding}`)
  }
  const small = await app.inject({ url: '/assets/b.css', headers: { 'accept-encoding': 'gzip' } })
  expect([small.headers['content-encoding'], small.body]).toEqual([undefined, 'a{}'])
})

test('whoever has an asset already is told that it has not changed, and HEAD has the headers alone', async () => {
  const first = await app.inject({ url: '/assets/a.js', headers: { 'accept-encoding': 'br' } })
  const tag = String(first.headers.etag)
  const again = await app.inject({ url: '/assets/a.js', headers: { 'accept-encoding': 'br', 'if-none-match': tag } })
  expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag])
  const otherForm = await app.inject({ url: '/assets/a.js', headers: { 'if-none-match': tag } })
  expect(otherForm.statusCode).toBe(200)
  const head = await app.inject({ method: 'HEAD', url: '/assets/a.js', headers: { 'accept-encoding': 'br' } })
  expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', tag])
  const page = await app.inject({ method: 'HEAD', url: '/projects', headers: browser })
  expect([page.statusCode, page.body]).toEqual([200, ''])
})

test('without a built console the page says how to build it', async () => {
  const { statusCode, body, headers } = await zoneplane.app.inject({ url: '/', headers: browser })
  expect(statusCode).toBe(503)
  expect(body).toContain('npm start')
  expect(headers['content-security-policy']).toContain("default-src 'self'")
})

test('no path of the console leads out of its folder', async () => {
  writeFileSync(join(folder, 'secret.js'), 'secret')
  for (const url of ['/assets/../secret.js', '/assets/..%2fsecret.js', '/assets/%2e%2e/secret.js', '/assets//a.js']) {
    expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 404])
  }
})
