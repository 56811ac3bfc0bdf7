import { useEffect } from 'react'
import type { LiveEvent } from '../../../src/sdk/index.ts'
import { useCurrentPlace } from '../layout/use-current-place.ts'
import { keys } from '../queries/keys.ts'
import { useServices, useSession } from '../session/session-context.tsx'
import { createStaleMarker } from './stale-marker.ts'

/** Milliseconds before the stream is asked for again, where the server has ended it or can't be reached. */
const pause = 2_000

/** Follows what happens in the place of the page, and has what is shown of it read again. Shows nothing itself. */
export function LiveUpdates() {
  const { client, queries } = useServices()
  const { place } = useCurrentPlace()
  const isSignedIn = useSession().status === 'signed-in'
  const { project, environment } = place ?? {}
  useEffect(() => {
    if (!isSignedIn || project === undefined || environment === undefined) return
    const stop = new AbortController()
    const marker = createStaleMarker(queries, { project, environment })
    const follow = () => client.project(project).environment(environment).events({ signal: stop.signal })
    void goOn(follow, marker.tell, stop.signal)
    return () => {
      stop.abort()
      marker.stop()
      // Nobody tells of what happens there from now on.
      void queries.invalidateQueries({ queryKey: keys.place({ project, environment }), refetchType: 'none' })
    }
  }, [client, queries, isSignedIn, project, environment])
  return null
}

/** Until it's aborted. After each break something may have been missed. */
async function goOn(
  follow: () => AsyncIterable<LiveEvent>,
  tell: (event: LiveEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of follow()) tell(event)
    } catch {
      // Whatever it was is told by the link to the server and by the session, which see each reply.
    }
    if (signal.aborted) return
    await new Promise(resolve => setTimeout(resolve, pause))
    tell({ name: 'reset', data: {} })
  }
}
