import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/** A page of the console and the address that it's at. Each is loaded when somebody first goes there. */
export interface PageRoute {
  path: string
  page: LazyExoticComponent<ComponentType>
}

/** In the order that they're tried in. */
export const routes: readonly PageRoute[] = [
  { path: '/projects', page: lazyPage(() => import('./projects/projects-page.tsx'), 'ProjectsPage') },
  {
    path: '/projects/:project/:environment/zones',
    page: lazyPage(() => import('./zones/zones-page.tsx'), 'ZonesPage'),
  },
  {
    path: '/projects/:project/:environment/zones/:zone/:tab?',
    page: lazyPage(() => import('./zones/zone-page.tsx'), 'ZonePage'),
  },
  {
    path: '/projects/:project/:environment/canvas',
    page: lazyPage(() => import('./canvas/canvas-page.tsx'), 'CanvasPage'),
  },
  {
    path: '/projects/:project/:environment/activities',
    page: lazyPage(() => import('./activities/activities-page.tsx'), 'ActivitiesPage'),
  },
  {
    path: '/projects/:project/settings/:tab?',
    page: lazyPage(() => import('./project-settings/settings-page.tsx'), 'ProjectSettingsPage'),
  },
  {
    path: '/workspaces/:workspace/connections',
    page: lazyPage(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
  },
  {
    path: '/workspaces/:workspace/members',
    page: lazyPage(() => import('./members/members-page.tsx'), 'MembersPage'),
  },
  {
    path: '/workspaces/:workspace/secondaries',
    page: lazyPage(() => import('./secondaries/secondaries-page.tsx'), 'SecondariesPage'),
  },
  { path: '/account/keys', page: lazyPage(() => import('./keys/api-keys-page.tsx'), 'ApiKeysPage') },
]

function lazyPage<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }))
}
