import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { Client } from '../../../src/sdk/index.ts'
import { useClient } from '../session/session-context.tsx'
import { keys, type Place } from './keys.ts'

/** What of a zone's records is looked at, and in which order. */
export interface RecordView {
  search: string
  /** Empty for all types. */
  type: string
  sort: 'name' | 'type' | 'ttl'
  order: 'asc' | 'desc'
}

/** Sets in the first page: enough for some screens, and a reply of some 20 KB. Those behind it come in larger steps. */
const [firstPage, otherPages] = [200, 500]

/** The record sets of a zone, page by page as they are asked for. */
export function useRecords(place: Place, zoneId: number, view: RecordView) {
  return useInfiniteQuery({ ...recordsQuery(useClient(), place, zoneId, view), placeholderData: keepPreviousData })
}

export function recordsQuery(client: Client, place: Place, zoneId: number, { search, type, sort, order }: RecordView) {
  const { records } = client.project(place.project).environment(place.environment).zone(zoneId)
  return infiniteQueryOptions({
    queryKey: [...keys.records(place, zoneId), { search, type, sort, order }],
    queryFn: ({ pageParam, signal }) => {
      const filter = { ...(search !== '' && { search }), ...(type !== '' && { type }) }
      const limit = pageParam === null ? firstPage : otherPages
      return records.list({ ...filter, sort, order, limit }, { signal }).page(pageParam)
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    // It is asked for again when the server tells that the zone has changed, and not for the sake of time.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  })
}
