import { LookupName } from './lookup-name.ts'
import type { ThreadRequest } from './thread-messages.ts'
import { changeSet, createZone, type Zone } from './zone.ts'
import type { ZoneCollection } from './zone-collection.ts'

/** Takes loads and changes in. All of it is synchronous: between two requests the zones are whole. */
export interface ZoneKeeper {
  handle(request: Exclude<ThreadRequest, { do: 'stats' | 'close' }>): void
  /** A zone of either kind, by its name in lower-case wire form. */
  find(key: string): Zone | undefined
}

interface Loading {
  zone: Zone
  into: ZoneCollection
}

/** A zone is in one of the two: among those that answer plain questions, or those for secondaries alone. */
export function createZoneKeeper(zones: ZoneCollection, transferOnly: ZoneCollection): ZoneKeeper {
  const loads = new Map<number, Loading>()
  const scratch = new LookupName()

  function find(key: string): Zone | undefined {
    scratch.set(key)
    const hash = scratch.hashes[0]!
    return zones.get(key, hash) ?? transferOnly.get(key, hash)
  }

  function loading(load: number): Loading {
    const begun = loads.get(load)
    if (begun === undefined) throw new Error(`no load ${load} has begun`)
    return begun
  }

  function take(load: number): Loading {
    const begun = loading(load)
    loads.delete(load)
    return begun
  }

  function commit({ zone, into }: Loading): void {
    if (into === transferOnly && zones.get(zone.key, zone.hash)) throw new Error('the zone is served to all')
    remove(zone.key, transferOnly)
    into.put(zone)
  }

  function remove(key: string, from: ZoneCollection): void {
    scratch.set(key)
    const zone = from.get(key, scratch.hashes[0]!)
    if (zone !== undefined) from.remove(zone)
  }

  function apply(zone: Zone | undefined, changes: Extract<ThreadRequest, { do: 'apply' }>['changes']): void {
    if (zone === undefined) throw new Error('the zone is not served')
    for (const change of changes) changeSet(zone, change, scratch)
  }

  function handle(request: Exclude<ThreadRequest, { do: 'stats' | 'close' }>): void {
    switch (request.do) {
      case 'begin':
        loads.set(request.load, {
          zone: createZone(request.zone),
          into: request.transferOnly ? transferOnly : zones,
        })
        return
      case 'add':
        for (const set of request.sets) changeSet(loading(request.load).zone, set, scratch)
        return
      case 'commit':
        commit(take(request.load))
        return
      case 'abandon':
        loads.delete(request.load)
        return
      case 'apply':
        apply(find(request.zone), request.changes)
        return
      case 'remove':
        remove(request.zone, request.transferOnly ? transferOnly : zones)
    }
  }

  return { handle, find }
}
