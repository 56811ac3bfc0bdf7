import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { type Call, type Provider, ProviderError, type ProviderIo, type RemoteZone } from '../provider.ts'
import type { BuiltinBacking, HostedZone } from './backing.ts'
import { commitBatch } from './commit-batch.ts'
import { reading, stopIfAborted, wrap } from './failures.ts'
import type { BuiltinSettings } from './kind.ts'
import { createZoneAdmin } from './zone-admin.ts'

/** Sets in one step of a whole read. */
const chunkSize = 1000

/** The zones of one workspace. Those of others are not there for it. */
export function createBuiltinProvider(
  backing: BuiltinBacking,
  { workspaceId }: BuiltinSettings,
  io: ProviderIo,
): Provider {
  const { zones, defaults } = backing

  function remote({ id, domain }: { id: number; domain: string }): RemoteZone {
    return { hostedZoneId: String(id), name: domain, nameServers: [...defaults.nameServers] }
  }

  async function find({ hostedZoneId }: RemoteZone): Promise<HostedZone | undefined> {
    if (!/^\d{1,15}$/.test(hostedZoneId)) return undefined
    const zone = await reading(() => zones.get(Number(hostedZoneId)))
    return zone?.workspaceId === workspaceId ? zone : undefined
  }

  async function need(zone: RemoteZone, call?: Call): Promise<HostedZone> {
    stopIfAborted(call)
    const found = await find(zone)
    if (found) return found
    throw new ProviderError({
      code: 'not_found',
      message: `the built-in provider has no zone ${nameWithoutFinalDot(zone.name)}`,
    })
  }

  async function* readAll(zone: HostedZone, call?: Call): AsyncGenerator<RRset> {
    try {
      for await (const chunk of zones.rrsets(zone.id, chunkSize)) {
        stopIfAborted(call)
        yield* chunk
      }
    } catch (error) {
      throw wrap(error)
    }
  }

  return {
    async *zones(call) {
      stopIfAborted(call)
      const all = await reading(() => zones.list())
      const own = all.filter(zone => zone.workspaceId === workspaceId).map(remote)
      yield* own.filter(({ name }) => call?.name === undefined || name === call.name)
    },

    async *rrsets(zone, call) {
      const { at } = call ?? {}
      const found = await need(zone, call)
      if (at === undefined) yield* readAll(found, call)
      else yield* await reading(() => zones.rrsetsAt(found.id, [...new Set(at)]))
    },

    async apply(zone, batch, call) {
      const found = await need(zone, call)
      return backing.queues.run(found.domain, async () => {
        stopIfAborted(call)
        return commitBatch(backing, found, batch, call?.ledger)
      })
    },

    async page(zone, query, call) {
      const found = await need(zone, call)
      return reading(() => zones.page(found.id, query))
    },

    async count(zone, filter, call) {
      const found = await need(zone, call)
      return reading(() => zones.count(found.id, filter))
    },

    zoneAdmin: createZoneAdmin(backing, { workspaceId, now: io.now, find, remote }),
  }
}
