import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { callFigures } from './call-metrics.ts'

test('retries and stops are shown by provider, as they are now', async () => {
  const registry = new Registry()
  const stats = {
    retries: [{ provider: 'route53', code: 'unavailable', count: 1 }],
    stops: [] as { provider: string; count: number }[],
  }
  const refresh = callFigures(() => stats, registry)
  refresh()
  stats.retries[0]!.count = 3
  stats.stops.push({ provider: 'cloudflare', count: 2 })
  refresh()
  const text = await registry.metrics()
  expect(text).toContain('zoneplane_provider_retries_total{provider="route53",code="unavailable"} 3')
  expect(text).toContain('zoneplane_provider_stops_total{provider="cloudflare"} 2')
})
