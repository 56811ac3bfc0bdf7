import type { CreateZoneBody, ZoneData } from '../contract/zones.ts'
import type { List } from './list.ts'
import { resourceConnections, resources, subdomains } from './resources.ts'
import type { CallOptions, Transport } from './transport.ts'
import { zone } from './zone.ts'

export interface EnvironmentParams {
  projectSlug: string
  environmentSlug: string
}

/** One environment of a project: its zones, and the resources that names in them point at. */
export function environment(transport: Transport, params: EnvironmentParams) {
  return {
    zones: zones(transport, params),
    /** One zone, by its id. */
    zone: (id: number) => zone(transport, { ...params, id }),
    resources: resources(transport, params),
    subdomains: subdomains(transport, params),
    resourceConnections: resourceConnections(transport, params),
  }
}

function zones(transport: Transport, params: EnvironmentParams) {
  const list = (options: CallOptions = {}): List<ZoneData> =>
    transport.list('GET /api/:projectSlug/:environmentSlug/dns', { ...options, params })
  return {
    list,
    create: (zone: CreateZoneBody, options: CallOptions = {}): Promise<ZoneData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/dns', { ...options, params, body: zone }),
    /** The zone of a domain, in its ASCII form; undefined where the environment has none. */
    find: async (domainName: string, options: CallOptions = {}): Promise<ZoneData | undefined> => {
      const wanted = domainName.toLowerCase().replace(/\.$/, '')
      return (await list(options).all()).find(zone => zone.domainName === wanted)
    },
  }
}
