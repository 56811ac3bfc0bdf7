import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { IsOptional } from 'typebox'
import { IdempotencyHeaders } from '../contract/idempotency.ts'

/** The OpenAPI document, made from the routes' own schemas, at `/openapi.json`, and pages to read it at `/docs`. */
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
      const scope = route.config?.access?.scope
      if (schema !== undefined && IsOptional(schema.body)) bodiless.add(url.replaceAll(/:(\w+)/g, '{$1}'))
      const headers = isRepeatable(route.method, scope) ? { headers: IdempotencyHeaders } : {}
      return { url, schema: { ...schema, ...headers, hide: scope === undefined, security: securityOf(scope) } }
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
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentPolicy,
    theme: { title: 'Zoneplane API' },
    // Without the bar that offers to look at other people's documents.
    uiConfig: { layout: 'BaseLayout', validatorUrl: null },
  })
  app.get('/openapi.json', () => app.swagger())
}

/**
 * Everything from here and nothing from elsewhere. The plugin's own policy lets styles come from anywhere, and would have
 * browsers ask for everything by https, which an installation on plain http doesn't answer.
 */
const contentPolicy = {
  'default-src': "'self'",
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'object-src': "'none'",
  'frame-ancestors': "'none'",
}

/** Writes of whoever has signed in take an `Idempotency-Key`: see hooks/idempotency.ts. */
function isRepeatable(method: unknown, scope: string | undefined): boolean {
  return method !== 'GET' && scope !== 'public' && scope !== undefined
}

function securityOf(scope: string | undefined): Record<string, string[]>[] {
  if (scope === 'public' || scope === undefined) return []
  return scope === 'machine' ? [{ apiKey: [] }] : [{ session: [] }, { apiKey: [] }]
}
