import type { PropagationData, SyncDetails } from '../contract/dns-answers.ts'
import type { DriftData } from '../contract/drift.ts'
import type { DeletedResource } from '../contract/resources.ts'
import type { ZoneData } from '../contract/zones.ts'
import { changes } from './changes.ts'
import type { EnvironmentParams } from './environment.ts'
import { exportZone, importZone, planImport } from './files.ts'
import { records } from './records.ts'
import { zoneSecondaries } from './secondaries.ts'
import type { CallOptions, Transport } from './transport.ts'

export interface ZoneParams extends EnvironmentParams {
  id: number
}

export interface DriftOptions extends CallOptions {
  /** Lists sets too that were never written through Zoneplane. */
  unmanaged?: boolean
  /** Sets in a page: 100 unless told, 1,000 at most. */
  limit?: number
  cursor?: string
}

export interface PropagationOptions extends CallOptions {
  /** `@` unless told. */
  name?: string
  /** `SOA` unless told, which compares serials. */
  type?: string
}

/** One zone: its records, its history, its files, and how it is served. */
export function zone(transport: Transport, params: ZoneParams) {
  const { id: resourceId, ...place } = params
  return {
    get: (options: CallOptions = {}): Promise<ZoneData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/dns/:id', { ...options, params }),
    /** Of Cloudflare zones that were made with a token of their own. */
    replaceToken: (cloudflareApiToken: string, options: CallOptions = {}): Promise<ZoneData> =>
      transport.data('PATCH /api/:projectSlug/:environmentSlug/dns/:id', {
        ...options,
        params,
        body: { cloudflareApiToken },
      }),
    /** Of zones on the built-in name server: their NS set, and what they are to be delegated to. */
    setNameServers: (nameServers: string[], options: CallOptions = {}): Promise<ZoneData> =>
      transport.data('PUT /api/:projectSlug/:environmentSlug/dns/:id/name-servers', {
        ...options,
        params,
        body: { nameServers },
      }),
    /** With all its records, at its provider too; with `keepAtProvider` it goes on being served there. */
    delete: ({
      keepAtProvider = false,
      ...options
    }: CallOptions & { keepAtProvider?: boolean } = {}): Promise<DeletedResource> =>
      transport.data('DELETE /api/:projectSlug/:environmentSlug/resources/:resourceId', {
        ...options,
        params: { ...place, resourceId },
        query: { deleteFromCloud: !keepAtProvider },
      }),
    /** Asks the zone's own name servers whether it's served, and keeps the answer as `metadata.dns_active`. */
    sync: async (options: CallOptions = {}): Promise<{ zone: ZoneData; details: SyncDetails }> => {
      const reply: { data: ZoneData; details: SyncDetails } = await transport.json(
        'PUT /api/:projectSlug/:environmentSlug/resources/:resourceId/sync',
        { ...options, params: { ...place, resourceId } },
      )
      return { zone: reply.data, details: reply.details }
    },
    /** What every name server and resolver answers, compared with what the provider has. */
    propagation: ({ name, type, ...options }: PropagationOptions = {}): Promise<PropagationData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/dns/:id/propagation', {
        ...options,
        params,
        query: { name, type },
      }),
    /** What the provider has, compared with what was last written; a page of `sets`. */
    drift: async ({
      unmanaged,
      limit,
      cursor,
      ...options
    }: DriftOptions = {}): Promise<DriftData & { nextCursor: string | null }> => {
      const reply: { data: DriftData; nextCursor: string | null } = await transport.json(
        'GET /api/:projectSlug/:environmentSlug/dns/:id/drift',
        { ...options, params, query: { unmanaged, limit, cursor } },
      )
      return { ...reply.data, nextCursor: reply.nextCursor }
    },
    records: records(transport, params),
    changes: changes(transport, params),
    secondaries: zoneSecondaries(transport, params),
    /** The zone as a zone file, as it is read. */
    export: exportZone(transport, params),
    /** A zone file brought into the zone; resolves when the import has ended. */
    import: importZone(transport, params),
    planImport: planImport(transport, params),
  }
}
