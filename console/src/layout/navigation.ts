import type { Place } from '../queries/keys.ts'
import type { IconName } from '../ui/icons.tsx'
import { placePath } from './place.ts'

export interface NavigationLink {
  label: string
  icon: IconName
  path: string
}

export interface NavigationGroup {
  /** Undefined for the place itself, whose name stands in the header. */
  label?: string
  links: NavigationLink[]
}

/** What the side of every page leads to: of the place that one is in, its project, and its workspace. */
export function navigationOf(place: Place | undefined, workspace: string | undefined): NavigationGroup[] {
  const groups: NavigationGroup[] = []
  if (place !== undefined) {
    const settings = `/projects/${encodeURIComponent(place.project)}/settings`
    groups.push({
      links: [
        { label: 'Zones', icon: 'zones', path: placePath(place, 'zones') },
        { label: 'Canvas', icon: 'canvas', path: placePath(place, 'canvas') },
        { label: 'Activities', icon: 'activities', path: placePath(place, 'activities') },
        { label: 'Project settings', icon: 'settings', path: settings },
      ],
    })
  }
  if (workspace !== undefined) {
    const root = `/workspaces/${encodeURIComponent(workspace)}`
    groups.push({
      label: 'Workspace',
      links: [
        { label: 'Projects', icon: 'projects', path: '/projects' },
        { label: 'Connections', icon: 'connections', path: `${root}/connections` },
        { label: 'Secondaries', icon: 'secondaries', path: `${root}/secondaries` },
        { label: 'Members', icon: 'members', path: `${root}/members` },
      ],
    })
  }
  return groups
}
