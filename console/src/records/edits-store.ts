import { createObservable, type Observable } from '../session/observable.ts'
import type { Edit } from './edits.ts'

/** What has not been applied yet, of every zone; it outlives the page, until the tab is closed. */
export interface EditsStore {
  of(zoneId: number): Observable<readonly Edit[]> & { set(edits: readonly Edit[]): void }
  clear(): void
}

const prefix = 'zoneplane.edits.'

/** `owner`: whose edits they are. */
export function createEditsStore(owner: string): EditsStore {
  const zones = new Map<number, ReturnType<EditsStore['of']>>()
  const place = (zoneId: number) => `${prefix}${owner}.${zoneId}`
  return {
    of: zoneId => {
      const known = zones.get(zoneId)
      if (known !== undefined) return known
      const state = createObservable<readonly Edit[]>(read(place(zoneId)))
      const kept = {
        get: state.get,
        subscribe: state.subscribe,
        set: (edits: readonly Edit[]) => {
          keep(place(zoneId), edits)
          state.set(edits)
        },
      }
      zones.set(zoneId, kept)
      return kept
    },
    clear: () => {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
      for (const zone of zones.values()) zone.set([])
    },
  }
}

function read(key: string): readonly Edit[] {
  try {
    const edits: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(edits) ? (edits as Edit[]) : []
  } catch {
    return []
  }
}

function keep(key: string, edits: readonly Edit[]): void {
  try {
    if (edits.length === 0) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(edits))
  } catch {
    // Too many for the browser to keep: then they live as long as the page.
  }
}
