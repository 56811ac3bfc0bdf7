import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Deps } from '../services/deps.ts'
import { callFigures } from './call-metrics.ts'
import { engineFigures } from './engine-metrics.ts'
import { eventStreamFigures } from './event-stream-metrics.ts'
import type { EventStreams } from './event-streams.ts'
import { secondaryFigures } from './secondary-metrics.ts'
import { transferFigures } from './transfer-metrics.ts'

/** Prometheus figures of this process: HTTP requests by route and status, the change engine's, the providers' and
 * the name server's counters, Node's own. */
export interface Metrics {
  contentType: string
  /** All figures as they are now, in Prometheus' text format. */
  text(): Promise<string>
}

export function createMetrics(app: FastifyInstance, deps: Deps, streams: EventStreams): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  observeRequests(app, registry)
  const refresh = nameServerFigures(deps, registry)
  const refreshEngine = engineFigures(() => deps.writers.stats(), registry)
  const refreshStreams = eventStreamFigures(() => streams.stats(), registry)
  const refreshCalls = callFigures(() => deps.callStats(), registry)
  const refreshSecondaries = secondaryFigures(deps.secondaries, registry)
  return {
    contentType: registry.contentType,
    text: async () => {
      await refresh()
      refreshEngine()
      refreshStreams()
      refreshCalls()
      refreshSecondaries()
      return registry.metrics()
    },
  }
}

function observeRequests(app: FastifyInstance, registry: Registry): void {
  const duration = new Histogram({
    name: 'zoneplane_http_request_duration_seconds',
    help: 'Time from request to reply, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}

/** The name server keeps the counts itself; the function given copies them over. */
function nameServerFigures(deps: Deps, registry: Registry): () => Promise<void> {
  const registers = [registry]
  const up = new Gauge({ name: 'zoneplane_name_server_up', help: '1 while the name server answers', registers })
  const zones = new Gauge({ name: 'zoneplane_name_server_zones', help: 'Zones served', registers })
  const rrsets = new Gauge({ name: 'zoneplane_name_server_record_sets', help: 'Record sets served', registers })
  const dropped = new Gauge({
    name: 'zoneplane_name_server_dropped',
    help: 'Packets left without an answer',
    registers,
  })
  const questions = new Counter({
    name: 'zoneplane_name_server_questions_total',
    help: 'Questions, by transport',
    labelNames: ['transport'],
    registers,
  })
  const answers = new Counter({
    name: 'zoneplane_name_server_answers_total',
    help: 'Answers, by RCODE',
    labelNames: ['rcode'],
    registers,
  })
  const setTransfers = transferFigures(registers)
  return async () => {
    const stats = await deps.nameServerStats().catch(() => undefined)
    up.set(stats === undefined ? 0 : 1)
    if (stats === undefined) return
    zones.set(stats.zones)
    rrsets.set(stats.rrsets)
    dropped.set(stats.dropped)
    questions.reset()
    for (const [transport, count] of Object.entries(stats.questions)) questions.inc({ transport }, count)
    answers.reset()
    for (const [rcode, count] of Object.entries(stats.answers)) answers.inc({ rcode }, count)
    setTransfers(stats)
  }
}
