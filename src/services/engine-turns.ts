import type { Turn } from '../providers/provider.ts'

/** Lets a bounded number of provider calls go on at once, and the next ones take turns by workspace, and by zone within each. */
export interface Turns {
  /** For one call. */
  turn(whose: { workspaceId: number; zoneId: number }): Turn
}

type Start = () => void

/** So a workspace with a thousand busy zones waits for itself, and others hardly notice it. */
export function createTurns(atOnce: number): Turns {
  const waiting = new Map<number, Map<number, Start[]>>()
  let running = 0

  function startNext(): void {
    if (running >= atOnce) return
    const start = takeNext(waiting)
    if (start === undefined) return
    running++
    start()
  }

  return {
    turn({ workspaceId, zoneId }) {
      let isTaken = false
      return {
        async begin() {
          await new Promise<void>(start => {
            const zones = getOrMake(waiting, workspaceId, () => new Map<number, Start[]>())
            getOrMake(zones, zoneId, () => []).push(start)
            startNext()
          })
          isTaken = true
        },
        end() {
          if (!isTaken) return
          isTaken = false
          running--
          startNext()
        },
      }
    },
  }
}

/** Maps keep the order of insertion: whoever has had a turn goes to the end. */
function takeNext(waiting: Map<number, Map<number, Start[]>>): Start | undefined {
  const [workspace] = waiting
  if (workspace === undefined) return undefined
  const [workspaceId, zones] = workspace
  const [zone] = zones
  waiting.delete(workspaceId)
  if (zone === undefined) return takeNext(waiting)
  const [zoneId, starts] = zone
  zones.delete(zoneId)
  const start = starts.shift()
  if (starts.length > 0) zones.set(zoneId, starts)
  if (zones.size > 0) waiting.set(workspaceId, zones)
  return start
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
