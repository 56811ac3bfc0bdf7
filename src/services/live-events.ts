import { randomUUID } from 'node:crypto'
import type { LiveEvent } from '../contract/events.ts'
import type { Notice } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import type { Place } from './deps.ts'

/** What happens in environments, told to whoever follows one: what this instance does and what others on its database do. */
export interface LiveEvents {
  /**
   * From now on, and from behind a place that was reached before, where that can be told from here; `reset` begins otherwise.
   * `scope`: of what the events tell; where it's wider than an environment, what somebody may do may have changed with it.
   */
  follow(place: Place, since: string | undefined, follower: Follower): Following
  close(): void
}

export interface Follower {
  onEvent(event: PlacedEvent): void
  /** Something of a scope wider than the environment has happened to what it lies in. */
  onWiderChange(): void
}

export interface Following {
  /** What to begin with: everything behind the place, or `undefined` where that isn't known any more. */
  missed: readonly PlacedEvent[] | undefined
  /** The place that has been reached. */
  position: string
  stop(): void
}

export interface PlacedEvent {
  /** To go on behind it. */
  position: string
  event: LiveEvent
}

/** Events kept for those who come back; a connection is away for seconds. */
const kept = 1_000

interface Scope {
  workspaceId?: number
  projectId?: number | null
  environmentId: number | null
}
interface Kept extends PlacedEvent {
  number: number
  scope: Scope
}

export function createLiveEvents({ notices }: Pick<Store, 'notices'>): LiveEvents {
  const own = randomUUID().slice(0, 8)
  const followers = new Set<{ place: Place; follower: Follower }>()
  let recent: Kept[] = []
  let last = 0

  const tell = (scope: Scope, event: LiveEvent) => {
    const number = ++last
    const placed = { number, position: `${own}.${number}`, scope, event }
    recent.push(placed)
    if (recent.length >= 2 * kept) recent = recent.slice(-kept)
    const isWide = scope.environmentId === null
    for (const { place, follower } of followers) {
      if (!concerns(scope, place)) continue
      follower.onEvent(placed)
      if (isWide) follower.onWiderChange()
    }
  }

  /** What has been missed can't be told; and nobody who comes back can be told what lies before it. */
  const onGap = () => {
    recent = []
    const placed = { position: `${own}.${++last}`, event: reset }
    for (const { follower } of followers) {
      follower.onEvent(placed)
      follower.onWiderChange()
    }
  }

  const missedSince = (place: Place, since: string): PlacedEvent[] | undefined => {
    const [, name, text] = /^([0-9a-f]{8})\.(\d{1,15})$/.exec(since) ?? []
    const number = Number(text)
    const isKnown = name === own && number <= last && number >= last - recent.length
    return isKnown ? recent.filter(event => event.number > number && concerns(event.scope, place)) : undefined
  }

  const stopListening = notices.listen(notice => {
    for (const { scope, event } of eventsOf(notice)) tell(scope, event)
  }, onGap)
  return {
    follow(place, since, follower) {
      const entry = { place, follower }
      followers.add(entry)
      return {
        missed: since === undefined ? [] : missedSince(place, since),
        position: `${own}.${last}`,
        stop: () => {
          followers.delete(entry)
        },
      }
    },
    close() {
      stopListening()
      followers.clear()
    },
  }
}

const reset: LiveEvent = { name: 'reset', data: {} }

function concerns(scope: Scope, { workspaceId, project, environment }: Place): boolean {
  if (scope.environmentId !== null) return scope.environmentId === environment.id
  return scope.projectId == null ? scope.workspaceId === workspaceId : scope.projectId === project.id
}

function eventsOf(notice: Notice): { scope: Scope; event: LiveEvent }[] {
  if (notice.kind === 'ended') {
    const { environmentId, zoneId, changeSets } = notice
    const scope = { environmentId }
    if (changeSets === undefined) return [{ scope, event: { name: 'zone', data: { zoneId } } }]
    return changeSets.map(([changeSetId, status]) => {
      return { scope, event: { name: 'change-set', data: { zoneId, changeSetId, status } } }
    })
  }
  if (notice.kind !== 'activity') return []
  const { workspaceId, projectId, environmentId, resourceId, action } = notice
  const scope = { workspaceId, projectId, environmentId }
  return [{ scope, event: { name: nameOf(action, resourceId), data: { action, resourceId } } }]
}

function nameOf(action: string, resourceId: number | null): 'connection' | 'resource' | 'activity' {
  if (/^(?:resource_)?connection\./.test(action)) return 'connection'
  return resourceId === null ? 'activity' : 'resource'
}
