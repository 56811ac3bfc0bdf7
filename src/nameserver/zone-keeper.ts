import { LookupName } from './lookup-name.ts'
import type { ThreadRequest } from './thread-messages.ts'
import { changeSet, createZone, type Zone } from './zone.ts'
import type { ZoneCollection } from './zone-collection.ts'

/** Takes loads and changes in. All of it is synchronous: between two requests the zones are whole. */
export interface ZoneKeeper {
  handle(request: Exclude<ThreadRequest, { do: 'stats' | 'close' }>): void
}

export function createZoneKeeper(zones: ZoneCollection): ZoneKeeper {
  const loads = new Map<number, Zone>()
  const scratch = new LookupName()

  function served(key: string): Zone | undefined {
    scratch.set(key)
    return zones.get(key, scratch.hashes[0]!)
  }

  function loading(load: number): Zone {
    const zone = loads.get(load)
    if (zone === undefined) throw new Error(`no load ${load} has begun`)
    return zone
  }

  function apply(zone: Zone | undefined, changes: Extract<ThreadRequest, { do: 'apply' }>['changes']): void {
    if (zone === undefined) throw new Error('the zone is not served')
    for (const change of changes) changeSet(zone, change, scratch)
  }

  function handle(request: Exclude<ThreadRequest, { do: 'stats' | 'close' }>): void {
    switch (request.do) {
      case 'begin':
        loads.set(request.load, createZone(request.zone))
        return
      case 'add':
        for (const set of request.sets) changeSet(loading(request.load), set, scratch)
        return
      case 'commit':
        zones.put(loading(request.load))
        loads.delete(request.load)
        return
      case 'abandon':
        loads.delete(request.load)
        return
      case 'apply':
        apply(served(request.zone), request.changes)
        return
      case 'remove': {
        const zone = served(request.zone)
        if (zone !== undefined) zones.remove(zone)
      }
    }
  }

  return { handle }
}
