/**
 * 10,000 upserts through the change engine into a service that is limited as Route 53 is: 5 requests a second and account, 1,000
 * elements and 32,000 characters a call with each upsert counted twice, 300 sets a page, one change of a zone at a time. The
 * service refuses what goes beyond, and that is counted. In real time, on the embedded store.
 *
 * node bench/simulated-route53.ts
 */
import { setOf } from '../src/plan/change.ts'
import type { Change, Intent, Weight } from '../src/plan/types.ts'
import { memoryKind } from '../src/providers/memory/kind.ts'
import { systemClock as clock } from '../src/providers/wrappers/clock.ts'
import { createRateLimiters } from '../src/providers/wrappers/rate-limiters.ts'
import { wrapKind } from '../src/providers/wrappers/wrap-kind.ts'
import type { Zone } from '../src/store/store.ts'
import { createEngineWorld, submissionOf, workspaceOf } from '../test/engine-world.ts'
import { show, spread } from './lib/figures.ts'
import { address } from './lib/zone-hosts.ts'

const upserts = 10_000
const rounds = 3
const rate = { requests: 5, perSeconds: 1, scope: 'account' as const }
const limits = { elements: 1000, characters: 32_000 }

const kind = memoryKind({
  // Milliseconds; a change of a zone that comes while another one is on its way is refused.
  faults: { latency: 100, underWay: 0, rate },
  capabilities: { rate, batch: { maxChanges: 1000, limits, weigh: weighUpsert, atomic: true } },
  pageSize: 300,
})
const world = await createEngineWorld(kind)
const engine = world.start({
  kind: wrapKind(kind, { clock, random: Math.random, limiters: createRateLimiters({ clock }) }),
})
try {
  await measure('one change set into one empty zone', 1, wanted => [wanted])
  await measure('10,000 callers of one set each, in ten empty zones', 10, wanted => wanted.map(intent => [intent]))
} finally {
  await engine.writers.close()
  await world.stop()
}

/** `parts`: what is wanted of a zone, as the callers who want it. */
async function measure(title: string, zoneCount: number, parts: (wanted: Intent[]) => Intent[][]): Promise<void> {
  const seconds: number[] = []
  const calls = { sent: 0, refused: 0 }
  for (let round = 0; round < rounds; round++) {
    const zones = [await world.makeZone()]
    while (zones.length < zoneCount) zones.push(await world.makeZone({ beside: zones[0]! }))
    const workspaceId = await workspaceOf(world.store, zones[0]!)
    const work = zones.flatMap(zone => parts(puts(zone, upserts / zoneCount)).map(intents => ({ zone, intents })))
    kind.service.requests.length = 0
    const started = performance.now()
    await Promise.all(
      work.map(({ zone, intents }) => engine.writers.submit(zone, submissionOf(workspaceId, ...intents))),
    )
    seconds.push((performance.now() - started) / 1000)
    calls.sent += kind.service.requests.length
    calls.refused += kind.service.requests.filter(({ refused }) => refused).length
    for (const zone of zones) expectFull(zone, upserts / zoneCount)
  }
  const each = (calls.sent / rounds).toFixed(1)
  console.log(`${title}: ${show(spread(seconds), 2)} s, ${each} requests a round, ${calls.refused} refused in all`)
}

function puts(zone: Zone, count: number): Intent[] {
  return Array.from({ length: count }, (_, index) => ({
    op: 'put',
    rrset: { name: `set-${index}.${zone.domain}`, type: 'A', ttl: 300, records: [address(index)] },
  }))
}

function expectFull(zone: Zone, count: number): void {
  const found = kind.service.sets(zone.binding.hostedZoneId).length - 2
  if (found !== count) throw new Error(`${zone.domain} has ${found} sets of ${count}`)
}

/** Everything but a delete is an UPSERT, which counts twice. */
function weighUpsert(change: Change): Weight {
  const { records } = setOf(change)
  const factor = change.op === 'delete' ? 1 : 2
  return { elements: factor * records.length, characters: factor * records.join('').length }
}
