import type { Change } from '../../plan/types.ts'
import type { Call, Provider, RemoteZone } from '../provider.ts'

/** What a wrapper does around the calls of a provider. Each gives the work the call that it is to be made with. */
export interface Wrapping {
  /** Around calls that give one thing. */
  call<T>(work: (call: Call) => Promise<T>, call: Call, zone?: RemoteZone): Promise<T>
  read<T>(work: (call: Call) => AsyncIterable<T>, call: Call, zone?: RemoteZone): AsyncIterable<T>
  apply(work: Apply, batch: readonly Change[], call: Call, zone: RemoteZone): ReturnType<Provider['apply']>
}

type Apply = (call: Call) => ReturnType<Provider['apply']>

/** The provider with something around each of its calls. What it can't do it can't do afterwards either. */
export function wrapProvider(provider: Provider, wrapping: Wrapping): Provider {
  const { page, count, zoneAdmin, missingPermissions, untilServed } = provider
  const setNameServers = zoneAdmin?.setNameServers?.bind(zoneAdmin)
  return {
    zones: (call = {}) => wrapping.read(own => provider.zones({ ...call, ...own }), call),
    rrsets: (zone, call = {}) => wrapping.read(own => provider.rrsets(zone, { ...call, ...own }), call, zone),
    apply: (zone, batch, call = {}) => wrapping.apply(own => provider.apply(zone, batch, own), batch, call, zone),
    ...(missingPermissions && {
      missingPermissions: (call = {}) => wrapping.call(own => missingPermissions.call(provider, own), call),
    }),
    ...(untilServed && {
      untilServed: (receipt, call = {}) => wrapping.call(own => untilServed.call(provider, receipt, own), call),
    }),
    ...(page && {
      page: (zone, query, call = {}) => wrapping.call(own => page.call(provider, zone, query, own), call, zone),
    }),
    ...(count && {
      count: (zone, filter, call = {}) => wrapping.call(own => count.call(provider, zone, filter, own), call, zone),
    }),
    ...(zoneAdmin && {
      zoneAdmin: {
        create: (domain, options, call = {}) => wrapping.call(own => zoneAdmin.create(domain, options, own), call),
        delete: (zone, call = {}) => wrapping.call(own => zoneAdmin.delete(zone, own), call, zone),
        ...(setNameServers && {
          setNameServers: (zone, names, call = {}) =>
            wrapping.call(own => setNameServers(zone, names, own), call, zone),
        }),
      },
    }),
  }
}
