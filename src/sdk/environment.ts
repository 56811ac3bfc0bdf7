import type { CreateZoneBody, ListedZone, ZoneData } from '../contract/zones.ts'
import { events } from './events.ts'
import type { List } from './list.ts'
import { resourceConnections, resources, subdomains } from './resources.ts'
import type { CallOptions, Transport } from './transport.ts'
import { zone } from './zone.ts'

export interface EnvironmentParams {
  projectSlug: string
  environmentSlug: string
}

export interface ListZonesOptions extends CallOptions {
  /** A part of the domain or of the name. */
  search?: string
  /** `id` unless told. */
  sort?: 'id' | 'domain' | 'name'
  order?: 'asc' | 'desc'
  /** Zones in a page, 1,000 at most; without it all zones come with one call. */
  limit?: number
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
    events: events(transport, params),
  }
}

function zones(transport: Transport, params: EnvironmentParams) {
  const list = ({ search, sort, order, limit, ...options }: ListZonesOptions = {}): List<ListedZone> =>
    transport.list('GET /api/:projectSlug/:environmentSlug/dns', {
      ...options,
      params,
      query: { search, sort, order, limit },
    })
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
