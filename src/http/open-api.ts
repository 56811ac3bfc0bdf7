import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { IsOptional } from 'typebox'
import type { Action } from '../auth/can.ts'
import { IdempotencyHeaders } from '../contract/idempotency.ts'
import type { CallExample } from './docs/examples/call-example.ts'
import { callExamples } from './docs/examples/index.ts'
import type { Access } from './route.ts'

/** The OpenAPI document, made from the routes' own schemas and the examples of the documentation, at `/openapi.json`. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  // The plugin takes every body for one that has to be there.
  const bodiless = new Set<string>()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Zoneplane',
        version: '0.1.0',
        description: 'Zones and records over many DNS providers: a project API and a machine API over one engine.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const scope = access?.scope
      if (schema !== undefined && IsOptional(schema.body)) bodiless.add(url.replaceAll(/:(\w+)/g, '{$1}'))
      const headers = isRepeatable(route.method, scope) ? { headers: IdempotencyHeaders } : {}
      const example = callExamples[`${route.method} ${url}`]
      const body = withExample(schema?.body, example)
      const own = { ...(example && { operationId: example.id }), ...(body !== undefined && { body }) }
      const security = securityOf(access)
      return { url, schema: { ...schema, ...own, ...headers, hide: scope === undefined, security } }
    },
    transformObject: document => {
      if (!('openapiObject' in document)) throw new TypeError('the document is not of OpenAPI 3')
      const { paths = {} } = document.openapiObject
      for (const path of bodiless) {
        const body = paths[path]?.post?.requestBody
        if (body !== undefined && 'content' in body) body.required = false
      }
      return document.openapiObject
    },
  })
  app.get('/openapi.json', () => app.swagger())
}

/** Writes of whoever has signed in take an `Idempotency-Key`: see hooks/idempotency.ts. */
function isRepeatable(method: unknown, scope: string | undefined): boolean {
  return method !== 'GET' && scope !== 'public' && scope !== undefined
}

function withExample(body: unknown, example: CallExample | undefined): unknown {
  if (typeof body !== 'object' || body === null || example?.body === undefined) return body
  return { ...body, examples: [example.body] }
}

/** What keys may not do at all, so that no key outlives its own revocation: see auth/can.ts. */
const sessionOnly: ReadonlySet<Action> = new Set(['api-key.manage', 'session.end', 'machine-key.manage'])

function securityOf(access: Access | undefined): Record<string, string[]>[] {
  if (access === undefined || access.scope === 'public') return []
  if (access.scope === 'machine') return [{ apiKey: [] }]
  return sessionOnly.has(access.action) ? [{ session: [] }] : [{ session: [] }, { apiKey: [] }]
}
