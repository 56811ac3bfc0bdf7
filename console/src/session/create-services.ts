import { QueryClient } from '@tanstack/react-query'
import { createClient } from '../../../src/sdk/index.ts'
import { createServerLink } from './server-link.ts'
import type { Services } from './session-context.tsx'
import { createSession } from './session-state.ts'
import { watchedFetch } from './watched-fetch.ts'

export function createServices(): Services {
  const session = createSession()
  const link = createServerLink()
  const client = createClient({
    url: '',
    fetch: watchedFetch(session, link),
    token: () => {
      const state = session.get()
      return state.status === 'signed-out' ? undefined : state.token
    },
    // A page that waits for longer says what is wrong instead.
    retries: 2,
    longestPause: 2_000,
  })
  const queries = new QueryClient({
    defaultOptions: {
      // The client tries again by itself, where that is of use; whether there is a network is the link's to find out.
      queries: { retry: false, networkMode: 'always', staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  readAgainWhenBack(link, queries)
  return { client, session, link, queries }
}

function readAgainWhenBack(link: Services['link'], queries: QueryClient): void {
  window.addEventListener('online', link.retry)
  link.subscribe(() => {
    if (link.get() === 'there') void queries.invalidateQueries()
  })
}
