import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ChangeSetData } from '../../../src/sdk/index.ts'
import { keys, type Place } from './keys.ts'
import { useEnvironment } from './zones.ts'

/** The change sets of a zone, newest first. While one is under way they are asked for again every second. */
export function useChangeSets(place: Place, zoneId: number) {
  const { changes } = useEnvironment(place).zone(zoneId)
  return useInfiniteQuery({
    queryKey: [...keys.changes(place, zoneId), 'list'],
    queryFn: ({ pageParam, signal }) => changes.list({ limit: 50, signal }).page(pageParam),
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

/** Sets that a line about a change set names. */
const named = 3

/** The names and types of the first sets of a change set. What has been settled stays as it is, so it's asked for once. */
export function useChangedSets(place: Place, zoneId: number, { id, status }: Pick<ChangeSetData, 'id' | 'status'>) {
  const { changes } = useEnvironment(place).zone(zoneId)
  return useQuery({
    queryKey: ['settled', place, zoneId, id],
    queryFn: async ({ signal }) => (await changes.get({ id, limit: named }, { signal })).changes.items,
    enabled: status !== 'pending',
    staleTime: Number.POSITIVE_INFINITY,
  })
}
