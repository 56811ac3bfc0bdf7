import { Counter, type Registry } from 'prom-client'
import type { Deps } from '../services/deps.ts'

type CallStats = ReturnType<Deps['callStats']>

/** Whoever calls providers keeps the counts; the function given copies them over. */
export function callFigures(read: () => CallStats, registry: Registry): () => void {
  const registers = [registry]
  const retries = new Counter({
    name: 'zoneplane_provider_retries_total',
    help: 'Calls made again, of which nothing had been sent or the service had taken nothing',
    labelNames: ['provider', 'code'],
    registers,
  })
  const stops = new Counter({
    name: 'zoneplane_provider_stops_total',
    help: 'Times that an account was given a rest, as the service had refused a request as one too many',
    labelNames: ['provider'],
    registers,
  })
  return () => {
    const stats = read()
    retries.reset()
    for (const { count, ...labels } of stats.retries) retries.inc(labels, count)
    stops.reset()
    for (const { count, ...labels } of stats.stops) stops.inc(labels, count)
  }
}
