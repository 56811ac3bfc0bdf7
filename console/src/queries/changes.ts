import { useInfiniteQuery } from '@tanstack/react-query'
import { keys, type Place } from './keys.ts'
import { useEnvironment } from './zones.ts'

/** Whose history is looked at: a name as in the zone, and a type. Empty for the whole zone's. */
export interface HistoryFilter {
  name: string
  type: string
}

/** The change sets of a zone, newest first. While one is under way they are asked for again every second. */
export function useChangeSets(place: Place, zoneId: number, { name, type }: HistoryFilter) {
  const { changes } = useEnvironment(place).zone(zoneId)
  return useInfiniteQuery({
    queryKey: [...keys.changes(place, zoneId), 'list', { name, type }],
    queryFn: ({ pageParam, signal }) => {
      const filter = { ...(name !== '' && { name }), ...(type !== '' && { type }) }
      return changes.list({ ...filter, limit: 50, signal }).page(pageParam)
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(page => page.items.some(({ status }) => status === 'pending')) ? 1_000 : false,
  })
}

/** The changes of one change set, a hundred at a time. */
export function useChangesOf(place: Place, zoneId: number, changeSetId: number) {
  const { changes } = useEnvironment(place).zone(zoneId)
  return useInfiniteQuery({
    queryKey: [...keys.changes(place, zoneId), changeSetId],
    queryFn: async ({ pageParam, signal }) => {
      const page = await changes.get(
        { id: changeSetId, limit: 100, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      )
      return page.changes
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
  })
}
