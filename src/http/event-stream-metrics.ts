import { Counter, Gauge, type Registry } from 'prom-client'
import type { EventStreamStats } from './event-streams.ts'

/** The streams keep the counts themselves; the function given copies them over. */
export function eventStreamFigures(read: () => EventStreamStats, registry: Registry): () => void {
  const registers = [registry]
  const open = new Gauge({ name: 'zoneplane_event_streams', help: 'Streams of events that are open', registers })
  const cut = new Counter({
    name: 'zoneplane_event_streams_cut_total',
    help: 'Streams cut because their client did not take what came',
    registers,
  })
  const events = new Counter({
    name: 'zoneplane_events_sent_total',
    help: 'Events handed to streams',
    registers,
  })
  return () => {
    const stats = read()
    open.set(stats.open)
    for (const [counter, value] of [
      [cut, stats.cut],
      [events, stats.events],
    ] as const) {
      counter.reset()
      counter.inc(value)
    }
  }
}
