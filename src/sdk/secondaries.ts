import type {
  CatalogZoneData,
  NewSecondaryData,
  SecondaryBody,
  SecondaryChange,
  SecondaryData,
  ZoneSecondariesBody,
  ZoneSecondariesData,
} from '../contract/secondaries.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'
import type { ZoneParams } from './zone.ts'

/** Name servers that follow zones of the built-in one by transfer. */
export function secondaries(transport: Transport, place: { workspaceSlug: string }) {
  return {
    list: (options: CallOptions = {}): List<SecondaryData> =>
      transport.list('GET /api/workspaces/:workspaceSlug/secondaries', { ...options, params: place }),
    /** A key that is made for it stands in this reply only. */
    create: (secondary: SecondaryBody, options: CallOptions = {}): Promise<NewSecondaryData> =>
      transport.data('POST /api/workspaces/:workspaceSlug/secondaries', { ...options, params: place, body: secondary }),
    get: (id: number, options: CallOptions = {}): Promise<SecondaryData> =>
      transport.data('GET /api/workspaces/:workspaceSlug/secondaries/:id', { ...options, params: { ...place, id } }),
    update: (id: number, change: SecondaryChange, options: CallOptions = {}): Promise<NewSecondaryData> =>
      transport.data('PATCH /api/workspaces/:workspaceSlug/secondaries/:id', {
        ...options,
        params: { ...place, id },
        body: change,
      }),
    delete: (id: number, options: CallOptions = {}): Promise<SecondaryData> =>
      transport.data('DELETE /api/workspaces/:workspaceSlug/secondaries/:id', { ...options, params: { ...place, id } }),
  }
}

/** The zone that tells secondaries which zones there are (RFC 9432). */
export function catalogZone(transport: Transport, params: { workspaceSlug: string }) {
  return {
    get: (options: CallOptions = {}): Promise<CatalogZoneData> =>
      transport.data('GET /api/workspaces/:workspaceSlug/catalog-zone', { ...options, params }),
    /** `null`: none any more. */
    set: (domain: string | null, options: CallOptions = {}): Promise<CatalogZoneData> =>
      transport.data('PUT /api/workspaces/:workspaceSlug/catalog-zone', { ...options, params, body: { domain } }),
  }
}

/** Which secondaries follow a zone, and how far they are. */
export function zoneSecondaries(transport: Transport, params: ZoneParams) {
  return {
    get: (options: CallOptions = {}): Promise<ZoneSecondariesData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/dns/:id/secondaries', { ...options, params }),
    /** All of the workspace, or these alone. */
    set: (secondaries: ZoneSecondariesBody['secondaries'], options: CallOptions = {}): Promise<ZoneSecondariesData> =>
      transport.data('PUT /api/:projectSlug/:environmentSlug/dns/:id/secondaries', {
        ...options,
        params,
        body: { secondaries },
      }),
    /** Tells them of the zone now, whether or not anything has changed. */
    notify: (options: CallOptions = {}): Promise<ZoneSecondariesData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/dns/:id/notify', { ...options, params }),
  }
}
