import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../test-app.ts'

let zoneplane: TestApp
beforeAll(async () => {
  zoneplane = await startTestApp()
})
afterAll(() => zoneplane.stop())

test('the client has a method for every route of the OpenAPI document, and for no other', async () => {
  const document = (await zoneplane.app.inject({ url: '/openapi.json' })).json<{ paths: Record<string, object> }>()
  const served = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const called = routesOfClient()
  const missing = served.filter(route => route.includes(' /api/') && !called.has(route))
  const unknown = [...called].filter(route => !served.includes(route))
  expect({ missing, unknown }).toEqual({ missing: [], unknown: [] })
})

/** Every route that stands in the client's source: its methods name them in full. */
function routesOfClient(): Set<string> {
  const folder = join(import.meta.dirname, '../../src/sdk')
  const files = readdirSync(folder).filter(file => !file.endsWith('.test.ts') && file !== 'route.ts')
  const text = files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n')
  return new Set([...text.matchAll(/'((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^']+)'/g)].map(([, route = '']) => route))
}
