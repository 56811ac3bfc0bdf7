/** The endpoint that credentials name; undefined for the service's usual place. */
export function endpointIn(credentials: object): string | undefined {
  const { endpoint } = credentials as { endpoint?: unknown }
  return typeof endpoint === 'string' && endpoint !== '' ? endpoint : undefined
}

/** What tells one place of a service from another one; empty for the usual place. */
export function serviceOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return ''
  const { origin, pathname } = new URL(endpoint)
  return origin + pathname.replace(/\/$/, '')
}
