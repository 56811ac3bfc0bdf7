import type { Query, QueryClient } from '@tanstack/react-query'
import type { LiveEvent } from '../../../src/sdk/index.ts'
import { keys, type Place } from '../queries/keys.ts'

/** Milliseconds in which events are gathered, so that many writes are not as many reads. */
const gathering = 400
/** Pages of a list that are read again by themselves. Of longer ones somebody is told that there is news. */
const mostPages = 10

export interface StaleMarker {
  tell(event: LiveEvent): void
  stop(): void
}

/** Has read again what events say has changed. */
export function createStaleMarker(queries: QueryClient, place: Place): StaleMarker {
  const zones = new Set<number>()
  let hasOther = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const mark = (predicate: (query: Query) => boolean) => {
    void queries.invalidateQueries({ predicate: query => predicate(query) && !isLong(query) })
    void queries.invalidateQueries({ predicate: query => predicate(query) && isLong(query), refetchType: 'none' })
  }
  const flush = () => {
    timer = undefined
    for (const id of zones) mark(query => startsWith(query, keys.zone(place, id)))
    if (zones.size > 0) mark(query => startsWith(query, keys.zones(place)))
    if (hasOther) mark(query => query.queryKey[3] !== 'zone' && query.queryKey[0] !== 'settled')
    zones.clear()
    hasOther = false
  }
  return {
    tell: event => {
      if (event.name === 'reset') return mark(query => query.queryKey[0] !== 'settled')
      if (event.name === 'change-set' || event.name === 'zone') zones.add(event.data.zoneId)
      else hasOther = true
      timer ??= setTimeout(flush, gathering)
    },
    stop: () => clearTimeout(timer),
  }
}

function isLong({ state }: Query): boolean {
  const pages = (state.data as { pages?: unknown[] } | undefined)?.pages
  return Array.isArray(pages) && pages.length > mostPages
}

function startsWith({ queryKey }: Query, key: readonly unknown[]): boolean {
  return key.every((part, index) => queryKey[index] === part)
}
