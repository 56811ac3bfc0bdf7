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
  // PowerDNS's may be written with and without the end that all of them have.
  return origin + pathname.replace(/\/$/, '').replace(/\/api(\/v1)?$/, '')
}

/** The same, of credentials: a server that they name is a place by itself. */
export function serviceIn(credentials: object): string {
  const { server, port, serverId } = credentials as { server?: unknown; port?: unknown; serverId?: unknown }
  // What every PowerDNS calls itself needs not be said; behind one endpoint there may be several.
  const own = typeof serverId === 'string' && !['', 'localhost'].includes(serverId) ? ` ${serverId}` : ''
  if (typeof server !== 'string') return serviceOf(endpointIn(credentials)) + own
  const host = server.toLowerCase().replace(/^\[(.*)\]$|\.$/g, '$1')
  return `${host} ${typeof port === 'number' ? port : dnsPort}`
}
