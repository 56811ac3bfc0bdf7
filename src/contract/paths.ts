/** The root of the machine family; everything else under `/api` belongs to the project family. */
export const machineRoot = '/api/v1/machine'

export function isMachinePath(url: string): boolean {
  return url === machineRoot || url.startsWith(`${machineRoot}/`)
}

/** First path segments under `/api` that routes use themselves, so that no project may be called so. */
export const reservedSlugs: ReadonlySet<string> = new Set([
  'auth',
  'users',
  'workspaces',
  'projects',
  'cloud-connections',
  'activities',
  'resources',
  'resource-types',
  'v1',
  'v2',
  'docs',
  'events',
  'admin',
  'api',
])
