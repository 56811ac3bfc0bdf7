import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ConsoleFiles, noncePlaceholder } from '../console-files.ts'
import { addPageHeaders } from '../page-headers.ts'
import { sendAsset } from '../send-asset.ts'
import type { TypedApp } from '../typed-app.ts'

/** First segments of paths that aren't the console's: what is unknown below them is unknown. */
const otherPaths: ReadonlySet<string> = new Set([
  'api',
  'assets',
  'docs',
  'openapi.json',
  'healthz',
  'readyz',
  'metrics',
])

/** A year, in seconds: an asset's name changes with its content. */
const assetAge = 31_536_000

/** The console: one page at every path that browsers ask for and that is nobody else's, and the files that it loads. */
export function consoleRoutes(app: TypedApp, { page, assets }: ConsoleFiles): void {
  // Without an access: it's no part of the API, whose document has what has one.
  const open = { logLevel: 'warn' } as const

  app.get('/assets/*', open, (request, reply) => {
    const asset = assets.get(pathOf(request))
    if (asset === undefined) return reply.callNotFound()
    reply.header('Cache-Control', `public, max-age=${assetAge}, immutable`)
    return sendAsset(request, reply, asset)
  })

  app.get('/*', open, (request, reply) => {
    if (!isForPeople(request)) return reply.callNotFound()
    return page === undefined ? sendAdvice(reply) : sendPage(reply, page)
  })
}

/** The same page for all: what it shows of the path is its own to find out. A nonce must not be kept, and so the page isn't either. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  addPageHeaders(reply, nonce)
  reply.headers({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', Vary: 'Accept' })
  return reply.send(page.replaceAll(noncePlaceholder, nonce))
}

function sendAdvice(reply: FastifyReply): FastifyReply {
  addPageHeaders(reply)
  return reply.code(503).header('Cache-Control', 'no-store').type('text/html; charset=utf-8').send(advice)
}

const advice = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Zoneplane</title></head>
  <body>
    <h1>Zoneplane</h1>
    <p>The API is running, but the console has not been built. <code>npm start</code> builds it before it starts;
    <code>npm run prestart</code> builds it alone, and the next start shows it.</p>
    <p>The API is described at <a href="/docs">/docs</a>.</p>
  </body>
</html>
`

/** Programs that ask for a path that isn't there shall be told so; browsers get the page, which knows its own paths. */
function isForPeople(request: FastifyRequest): boolean {
  const path = pathOf(request)
  if (path === '/') return true
  const [, first = ''] = path.split('/', 2)
  return !otherPaths.has(first) && (request.headers.accept ?? '').includes('text/html')
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url
}
