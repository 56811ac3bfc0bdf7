import type { RRset } from '../src/dns/rrset.ts'
import type { ProviderKind, RemoteZone } from '../src/providers/provider.ts'
import type { Clock } from '../src/providers/wrappers/clock.ts'
import { createRateLimiters } from '../src/providers/wrappers/rate-limiters.ts'
import { wrapKind } from '../src/providers/wrappers/wrap-kind.ts'
import type { ChangeRecord, ChangeSet } from '../src/store/history.ts'
import type { Zone } from '../src/store/store.ts'
import { createEngineWorld, type Engine, type EngineWorld, type ServedKind } from './engine-world.ts'
import { testIo } from './test-io.ts'

/** An engine on a simulated cloud service, with all that is around its provider, on a clock that runs ahead. */
export interface CloudEngine {
  world: EngineWorld<ServedKind>
  /** Killing it ends its requests, too, as the end of a process does. */
  start(): CloudProcess
  /** What the service holds, without the engine. */
  sets(zone: Zone): Promise<RRset[]>
}

export interface CloudProcess extends Engine {
  /** Resolves when none of its requests is on its way any more. */
  quiet(): Promise<void>
}

/** How many times as fast as it does outside time passes for limits, pauses and deadlines. */
const speed = 20
const began = Date.now()
export const fastClock: Clock = {
  now: () => began + (Date.now() - began) * speed,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const giveUp = () => reject(signal?.reason)
      if (signal?.aborted) return giveUp()
      const timer = setTimeout(resolve, milliseconds / speed)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        giveUp()
      })
    }),
}

/** `settings`: the credentials of every connection. */
export async function createCloudEngine<Settings>(
  kind: ProviderKind<Settings>,
  settings: Settings,
  addZone: (name: string) => string,
): Promise<CloudEngine> {
  const zones = new Map<string, { account: string }>()
  const service: ServedKind['service'] = {
    zones,
    addZone({ account, name }) {
      const id = addZone(name)
      zones.set(id, { account })
      return { id }
    },
  }
  const world = await createEngineWorld<ServedKind>({ ...withSettings(kind, settings, fetch), service })
  const io = testIo()
  const limiters = createRateLimiters({ clock: fastClock })
  const wrapped = (fetch: typeof globalThis.fetch) =>
    wrapKind(withSettings(kind, settings, fetch), { clock: fastClock, random: Math.random, limiters })
  return {
    world,
    start() {
      const life: Life = { isDead: false, underWay: new Set() }
      const engine = world.start({ kind: wrapped(mortalFetch(life)) })
      return {
        ...engine,
        get isDead() {
          return life.isDead
        },
        kill() {
          life.isDead = true
          engine.kill()
        },
        async quiet() {
          await Promise.allSettled(life.underWay)
        },
      }
    },
    sets: zone => Array.fromAsync(wrapped(fetch).open({}, io).rrsets(remoteOf(zone))),
  }
}

function remoteOf({ domain, binding }: Zone): RemoteZone {
  return { hostedZoneId: binding.hostedZoneId, name: domain, nameServers: [] }
}

/** The kind with these settings, whatever its connections say. */
function withSettings<Settings>(kind: ProviderKind<Settings>, settings: Settings, fetch: typeof globalThis.fetch) {
  const open: ProviderKind['open'] = (_settings, io) => kind.open(settings, { ...io, fetch })
  return { ...kind, open }
}

/** Nobody sends or hears anything after the end. */
function mortalFetch(life: Life): typeof fetch {
  const never = new Promise<never>(() => {})
  return async (...request) => {
    if (life.isDead) return never
    const reply = fetch(...request)
    life.underWay.add(reply)
    const ended = await reply.finally(() => life.underWay.delete(reply)).catch(error => error as Error)
    if (life.isDead) return never
    if (ended instanceof Error) throw ended
    return ended
  }
}

interface Life {
  isDead: boolean
  underWay: Set<Promise<Response>>
}

export interface Told {
  set: ChangeSet
  changes: ChangeRecord[]
}

export async function historyOf({ store }: EngineWorld<ServedKind>, zone: Zone): Promise<Told[]> {
  const sets = await store.changeSets.list(zone.resource.id, { limit: 1000 })
  return Promise.all(
    sets.map(async set => ({ set, changes: await store.changeSets.changes(set.id, { limit: 10_000 }) })),
  )
}

/** Recovers until nothing is pending, for ten seconds at most. */
export async function settleAll({ world, start }: CloudEngine): Promise<void> {
  const { writers } = start()
  for (let turn = 0; turn < 200; turn++) {
    await writers.recover()
    if ((await world.store.changeSets.zonesWithPending()).length === 0) break
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  await writers.close()
}
