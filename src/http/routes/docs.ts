import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asset } from '../console-files.ts'
import { assetOf, readDocsFile } from '../docs/assets.ts'
import type { ApiDocument } from '../docs/document.ts'
import { docsPage } from '../docs/page.ts'
import { addPageHeaders } from '../page-headers.ts'
import { sendAsset } from '../send-asset.ts'
import type { TypedApp } from '../typed-app.ts'

/** The API documentation for people; each file is made when it is first asked for. */
export function docsRoutes(app: TypedApp): void {
  const files: Record<string, () => Promise<Asset>> = {
    '/docs': once(() => assetOf(Buffer.from(docsPage(app.swagger() as ApiDocument)), 'text/html; charset=utf-8')),
    '/docs/docs.css': once(() => readDocsFile('docs.css', 'text/css; charset=utf-8')),
    '/docs/docs.js': once(() => readDocsFile('docs.js', 'text/javascript; charset=utf-8')),
  }
  const open = { logLevel: 'warn' } as const
  for (const [path, file] of Object.entries(files)) {
    app.get(path, open, async (request, reply) => sendFile(request, reply, await file()))
  }
  app.get('/docs/', open, (_request, reply) => reply.redirect('/docs', 308))
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: Asset): FastifyReply {
  addPageHeaders(reply)
  reply.header('Cache-Control', 'no-cache')
  return sendAsset(request, reply, file)
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
