import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './test-app.ts'

interface Operation {
  summary?: string
  tags?: string[]
  responses: Record<string, unknown>
  security?: object[]
  parameters?: { name: string }[]
  requestBody?: { required?: boolean }
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

let zoneplane: TestApp
beforeAll(async () => {
  zoneplane = await startTestApp()
})
afterAll(() => zoneplane.stop())

test('the OpenAPI document tells of every call what it is, who may make it and what comes back', async () => {
  const document = (await zoneplane.app.inject({ url: '/openapi.json' })).json<Document>()
  expect(document.openapi).toMatch(/^3\.1/)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ call: `${method} ${path}`, ...operation })),
  )
  const calls = operations.map(({ call }) => call)
  expect(calls).toContain('post /api/{projectSlug}/{environmentSlug}/dns/{id}/records')
  expect(calls).toContain('post /api/v1/machine/domain-manager/dns-records')
  expect(operations.filter(({ summary, tags }) => !summary || !tags?.length).map(({ call }) => call)).toEqual([])
  const api = operations.filter(({ call }) => call.includes(' /api/'))
  const open = [
    'post /api/auth/signup',
    'post /api/auth/login',
    'get /api/resource-types',
    'get /api/resource-types/{subtype}',
  ]
  for (const { call, responses, security } of api) {
    expect([call, Object.keys(responses).some(status => /^20\d$/.test(status))]).toEqual([call, true])
    expect([call, (security ?? []).length === 0]).toEqual([call, open.includes(call)])
  }
})

test('every write of whoever has signed in takes an Idempotency-Key, and a revert no body where none is sent', async () => {
  const { paths } = (await zoneplane.app.inject({ url: '/openapi.json' })).json<Document>()
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ call: `${method} ${path}`, ...operation })),
  )
  for (const { call, parameters = [], security = [] } of operations) {
    const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key')
    expect([call, isKeyed]).toEqual([call, !call.startsWith('get ') && security.length > 0])
  }
  const bodiless = operations.filter(({ requestBody }) => requestBody?.required === false).map(({ call }) => call)
  expect(bodiless).toEqual(['post /api/{projectSlug}/{environmentSlug}/dns/{id}/changes/{changeId}/revert'])
})

test('the pages under /docs come from here, and let the browser load nothing from elsewhere', async () => {
  const page = await zoneplane.app.inject({ url: '/docs' })
  expect(page.statusCode).toBe(200)
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toMatch(/https?:|upgrade-insecure|unsafe-eval/)
  const scripts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
  expect(scripts.length).toBeGreaterThan(2)
  for (const url of scripts) expect(url).toMatch(/^(?!\/\/|https?:)/)
})
