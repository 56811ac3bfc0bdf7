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
]

function lazyPage<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }))
}
