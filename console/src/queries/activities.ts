import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { ActivityFilter } from '../../../src/sdk/index.ts'
import { useClient } from '../session/session-context.tsx'
import { keys } from './keys.ts'

/** Who did what, newest first, page by page as they are asked for. */
export function useActivities(filter: ActivityFilter) {
  const client = useClient()
  return useInfiniteQuery({
    queryKey: [...keys.activities, filter],
    queryFn: ({ pageParam, signal }) => client.activities.list(filter, { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}
