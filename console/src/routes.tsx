import type { ComponentType } from 'react'
import { type Later, later } from './ui/later.tsx'

/** A page of the console and the address that it's at. Each is loaded when somebody first goes there. */
export interface PageRoute extends Later<object> {
  path: string
}

/** In the order that they're tried in. */
export const routes: readonly PageRoute[] = [
  { path: '/projects', ...lazyPage(() => import('./projects/projects-page.tsx'), 'ProjectsPage') },
  {
    path: '/projects/:project/:environment/zones',
    ...lazyPage(() => import('./zones/zones-page.tsx'), 'ZonesPage'),
  },
  {
    path: '/projects/:project/:environment/zones/:zone/:tab?',
    ...lazyPage(() => import('./zones/zone-page.tsx'), 'ZonePage'),
  },
  {
    path: '/projects/:project/:environment/canvas',
    ...lazyPage(() => import('./canvas/canvas-page.tsx'), 'CanvasPage'),
  },
  {
    path: '/projects/:project/:environment/activities',
    ...lazyPage(() => import('./activities/activities-page.tsx'), 'ActivitiesPage'),
  },
  {
    path: '/projects/:project/settings/:tab?',
    ...lazyPage(() => import('./project-settings/settings-page.tsx'), 'ProjectSettingsPage'),
  },
  {
    path: '/workspaces/:workspace/connections',
    ...lazyPage(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
  },
  {
    path: '/workspaces/:workspace/members',
    ...lazyPage(() => import('./members/members-page.tsx'), 'MembersPage'),
  },
  {
    path: '/workspaces/:workspace/secondaries',
    ...lazyPage(() => import('./secondaries/secondaries-page.tsx'), 'SecondariesPage'),
  },
  { path: '/account/keys', ...lazyPage(() => import('./keys/api-keys-page.tsx'), 'ApiKeysPage') },
]

function lazyPage<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): Later<object> {
  return later(async () => (await load())[name])
}

/** What stands in an address at the places that a route names; undefined for an address of another page. */
export function matchPath(route: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [route.split('/'), path.split('/')]
  if (given.length > wanted.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = given[index]
    if (text === undefined) {
      if (!part.endsWith('?')) return undefined
    } else if (!part.startsWith(':')) {
      if (part !== text) return undefined
    } else params[part.slice(1).replace('?', '')] = decodeURIComponent(text)
  }
  return params
}
