import type { ServerLink } from './server-link.ts'
import type { Session } from './session-state.ts'

/** Replies of a proxy whose server doesn't answer it. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 504])

/** `fetch`, seen by those who tell people that the server is away or that their session is over. */
export function watchedFetch(session: Session, link: ServerLink): typeof fetch {
  return async (input, init) => {
    try {
      const reply = await fetch(input, init)
      if (gatewayStatuses.has(reply.status)) link.lost()
      else link.found()
      const token = tokenOf(init)
      if (reply.status === 401 && token !== undefined) session.expire(token)
      return reply
    } catch (error) {
      if (init?.signal?.aborted !== true) link.lost()
      throw error
    }
  }
}

function tokenOf(init: RequestInit | undefined): string | undefined {
  return new Headers(init?.headers).get('Authorization')?.replace(/^Bearer /, '')
}
