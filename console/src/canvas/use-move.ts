import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import type { ResourceData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { resourceKeys } from '../queries/resources.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { messageOf } from '../ui/problem-of.ts'

interface Position {
  x: number
  y: number
}

/** Milliseconds in which further steps of the keyboard count as one move. */
const gathering = 300

/** Shows a resource at another place at once, and stores it when it has come to rest there. */
export function useMove(place: Place): (id: number, position: Position) => void {
  const { queries } = useServices()
  const { resources } = useEnvironment(place)
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const pending = timers.current
    return () => pending.clear()
  }, [])
  const key = resourceKeys.resources(place)
  return (id, { x, y }) => {
    const position = { x: Math.round(x), y: Math.round(y) }
    queries.setQueryData<ResourceData[]>(key, known =>
      known?.map(resource => (resource.id === id ? { ...resource, position } : resource)),
    )
    clearTimeout(timers.current.get(id))
    const store = () => {
      resources.move(id, position).catch((error: unknown) => {
        notifications.show({ color: 'red', title: 'The move is not stored', message: messageOf(error) })
        void queries.invalidateQueries({ queryKey: key })
      })
    }
    timers.current.set(id, setTimeout(store, gathering))
  }
}
