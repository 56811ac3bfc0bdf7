import type { DeleteRecordBody, PutRecordBody, RecordSet } from '../contract/records.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'
import type { ZoneParams } from './zone.ts'

export interface RecordFilter {
  /** `@`, a relative name, or a full one inside the zone. */
  name?: string
  type?: string
  /** A part of a name or of a value. */
  search?: string
  /** `name` unless told. */
  sort?: 'name' | 'type' | 'ttl'
  order?: 'asc' | 'desc'
  /** Sets in a page, 1,000 at most; without it all sets come with one call. */
  limit?: number
}

export interface WriteOptions extends CallOptions {
  /** Resolves when all of the provider's name servers have it; `inSync` tells whether they had within a minute. */
  wait?: 'insync'
}

/** What was written; with `wait`, whether all name servers have it. */
export type Written<Data> = Data & { inSync?: boolean }

/** Record sets: all records of one name and type, which are written and deleted as a whole. */
export function records(transport: Transport, params: ZoneParams) {
  return {
    /** In the order of names unless told, SOA and NS of the zone itself among them. */
    list: (filter: RecordFilter = {}, options: CallOptions = {}): List<RecordSet> =>
      transport.list('GET /api/:projectSlug/:environmentSlug/dns/:id/records', {
        ...options,
        params,
        query: { ...filter },
      }),
    /** Makes the set, or replaces it whole. Resolves once the provider has accepted it. */
    put: async (set: PutRecordBody, { wait, ...options }: WriteOptions = {}): Promise<Written<RecordSet>> =>
      written(
        await transport.json('POST /api/:projectSlug/:environmentSlug/dns/:id/records', {
          ...options,
          params,
          query: { wait },
          body: set,
        }),
      ),
    /** Deletes the set, if it holds exactly these values. */
    delete: async (set: DeleteRecordBody, { wait, ...options }: WriteOptions = {}): Promise<Written<RecordSet>> =>
      written(
        await transport.json('DELETE /api/:projectSlug/:environmentSlug/dns/:id/records', {
          ...options,
          params,
          query: { wait },
          body: set,
        }),
      ),
  }
}

export function written<Data>({ data, inSync }: { data: Data; inSync?: boolean }): Written<Data> {
  return { ...data, ...(inSync !== undefined && { inSync }) }
}
