import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createEngineRecorder } from '../services/engine-stats.ts'
import { engineFigures } from './engine-metrics.ts'

test('the buckets of the waiting time are printed from the shortest to the longest', async () => {
  const recorder = createEngineRecorder()
  for (const seconds of [0.001, 0.7, 7, 100]) recorder.settled('applied', seconds)
  const registry = new Registry()
  engineFigures(() => recorder.stats(0), registry)()
  const text = await registry.metrics()
  const buckets = [...text.matchAll(/^zoneplane_engine_wait_seconds_bucket\{le="(.+)"\} (\d+)$/gm)]
  const bounds = buckets.map(([, bound]) => (bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound)))
  expect(bounds).toEqual(bounds.toSorted((one, other) => one - other))
  expect(bounds.slice(0, 2)).toEqual([0.005, 0.01])
  expect(buckets.map(([, , count]) => Number(count))).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
})
