import { dnsPort } from '../resolver/server-address.ts'

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

/** The same, of credentials: a server that they name is a place by itself. */
export function serviceIn(credentials: object): string {
  const { server, port } = credentials as { server?: unknown; port?: unknown }
  if (typeof server !== 'string') return serviceOf(endpointIn(credentials))
  const host = server.toLowerCase().replace(/^\[(.*)\]$|\.$/g, '$1')
  return `${host} ${typeof port === 'number' ? port : dnsPort}`
}
