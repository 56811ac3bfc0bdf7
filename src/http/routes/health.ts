import { AppError } from '../../contract/errors.ts'
import type { Deps } from '../../services/deps.ts'
import type { Metrics } from '../metrics.ts'
import type { TypedApp } from '../typed-app.ts'

/** For whoever watches over the process: does it live, can it serve, what does it count. */
export function healthRoutes(app: TypedApp, deps: Deps, metrics: Metrics): void {
  const open = { config: { access: { scope: 'public' } }, logLevel: 'warn' } as const
  const schema = (summary: string) => ({ tags: ['health'], summary })
  app.get('/healthz', { ...open, schema: schema('Does the process live?') }, async () => ({ status: 'ok' }))
  app.get('/readyz', { ...open, schema: schema('Can it serve? 503 says what is missing') }, async () => {
    const missing = await deps.notReady()
    if (missing.length === 0) return { status: 'ready' }
    const details = missing.map(({ part, reason }) => ({ path: part, code: 'not_ready', message: reason }))
    throw new AppError('not_ready', 'Not ready to serve.', { details })
  })
  app.get('/metrics', { ...open, schema: schema('Figures for Prometheus') }, async (_request, reply) => {
    reply.type(metrics.contentType)
    return metrics.text()
  })
}
