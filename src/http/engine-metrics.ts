import { Counter, Gauge, type Registry } from 'prom-client'
import type { EngineStats } from '../services/engine-stats.ts'

/** The change engine keeps the counts itself; the function given copies them over. */
export function engineFigures(read: () => EngineStats, registry: Registry): () => void {
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `zoneplane_engine_${name}`, help, labelNames, registers })
  const waiting = new Gauge({
    name: 'zoneplane_engine_waiting',
    help: 'Change sets that wait or are under way',
    registers,
  })
  const settled = counter('change_sets_total', 'Change sets settled, by how they ended', 'status')
  const groups = counter('groups_total', 'Plans made of waiting change sets')
  const grouped = counter('grouped_change_sets_total', 'Change sets that those plans were made of')
  const calls = counter('provider_calls_total', 'Calls that changed something at a provider', 'provider')
  const saved = counter('provider_calls_saved_total', 'Calls not needed, as sets went together', 'provider')
  const retries = counter('retries_total', 'Plans made anew after a conflict, and batches sent again')
  const outcomes = counter('outcomes_total', 'Changes, by what became of them', 'provider', 'status', 'code')
  // The parts of a histogram by their own names: one that is counted elsewhere can't be handed to a Histogram.
  const wait = {
    buckets: counter('wait_seconds_bucket', 'Time from coming in to being settled, cumulative', 'le'),
    sum: counter('wait_seconds_sum', 'All such times together'),
    count: counter('wait_seconds_count', 'How many such times'),
  }

  return () => {
    const stats = read()
    waiting.set(stats.waiting)
    set(groups, stats.groups)
    set(grouped, stats.groupedSets)
    set(retries, stats.retries)
    setEach(settled, 'status', Object.entries(stats.settled))
    setEach(calls, 'provider', Object.entries(stats.calls))
    setEach(saved, 'provider', Object.entries(stats.callsSaved))
    outcomes.reset()
    for (const { count, ...labels } of stats.outcomes) outcomes.inc(labels, count)
    const { buckets, sum, count } = stats.wait
    const cumulative = buckets.map(bucket => [String(bucket.le), bucket.count] as const)
    setEach(wait.buckets, 'le', [...cumulative, ['+Inf', count]])
    set(wait.sum, sum)
    set(wait.count, count)
  }
}

function set(counter: Counter, value: number): void {
  counter.reset()
  counter.inc(value)
}

/** They are printed in this order. */
function setEach(counter: Counter, label: string, values: readonly (readonly [value: string, count: number])[]): void {
  counter.reset()
  for (const [value, count] of values) counter.inc({ [label]: value }, count)
}
