import { useParams } from 'wouter'
import type { Place } from '../queries/keys.ts'

/** Where the address of the page says that it is. */
export function usePlace(): Place {
  const { project, environment } = useParams<{ project?: string; environment?: string }>()
  if (project === undefined || environment === undefined) throw new Error('the page has no place')
  return { project, environment }
}

export function placePath({ project, environment }: Place, rest: string): string {
  return `/projects/${encodeURIComponent(project)}/${encodeURIComponent(environment)}/${rest}`
}

const key = 'zoneplane.place'

/** Where somebody was last, so that the console opens there, and pages of a workspace know the way back. */
export function rememberPlace(place: Place): void {
  localStorage.setItem(key, JSON.stringify(place))
}

export function lastPlace(): Place | undefined {
  try {
    const { project, environment } = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Place>
    return typeof project === 'string' && typeof environment === 'string' ? { project, environment } : undefined
  } catch {
    return undefined
  }
}
