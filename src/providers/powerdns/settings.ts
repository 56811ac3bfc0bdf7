import { parseName } from '../../dns/name.ts'
import { DnsError, type Problem } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import type { SettingsField } from '../provider.ts'

export interface PowerDnsSettings {
  /** Where the server's web server is; `/api/v1` may stand at its end. */
  endpoint: string
  apiKey: string
  /** What the server calls itself in paths. Every server calls itself `localhost`; a proxy before several may not. */
  serverId?: string
  /** Of zones that are made: `Native`, or `Primary`, whose secondaries are told of changes. */
  zoneKind?: string
  /** Names of the servers that zones made here are delegated to. */
  nameServers?: readonly string[]
}

/** The API's own words, as it has had them since 4.0; it understands `Primary` since 4.5 only. */
export type ZoneKind = 'Native' | 'Master'

const zoneKinds = new Map<string, ZoneKind>([
  ['Native', 'Native'],
  ['Primary', 'Master'],
])

export const powerDnsSettings: readonly SettingsField[] = [
  { name: 'endpoint', label: 'API endpoint', required: true, secret: false },
  { name: 'apiKey', label: 'API key', required: true, secret: true },
  { name: 'serverId', label: 'Server ID', required: false, secret: false },
  { name: 'zoneKind', label: 'Kind of new zones', required: false, choices: [...zoneKinds.keys()], secret: false },
  { name: 'nameServers', label: 'Name servers of new zones', required: false, form: 'list', secret: false },
]

/** Settings as they're worked with. */
export interface PowerDnsPlace {
  /** `https://dns.example.net/api/v1`. */
  api: string
  apiKey: string
  serverId: string
  zoneKind: ZoneKind
  nameServers: readonly Name[]
}

/** All that is wrong with the form of credentials. Empty texts count as not given. */
export function checkPowerDnsSettings(settings: object): Problem[] {
  const { endpoint, apiKey, serverId, zoneKind, nameServers } = settings as Partial<PowerDnsSettings>
  return [
    ...(endpoint ? checkEndpoint(endpoint) : []),
    ...(apiKey ? checkKey(apiKey) : []),
    ...(serverId ? checkServerId(serverId) : []),
    ...(zoneKind ? checkZoneKind(zoneKind) : []),
    ...(nameServers ?? []).flatMap(checkNameServer),
  ]
}

export function readPowerDnsSettings(settings: PowerDnsSettings): PowerDnsPlace {
  const { endpoint, apiKey, serverId, zoneKind, nameServers } = settings
  const url = new URL(endpoint)
  return {
    api: `${url.origin}${pathBefore(url)}/api/v1`,
    apiKey,
    serverId: serverId || 'localhost',
    zoneKind: zoneKinds.get(zoneKind ?? '') ?? 'Native',
    nameServers: (nameServers ?? []).map(name => parseName(name)),
  }
}

/** A proxy may have the API below a path of its own. */
function pathBefore({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '')
}

/** The API is served without TLS as a rule, and kept to a private network; whether that may be called is decided with each request. */
function checkEndpoint(endpoint: string): Problem[] {
  const url = URL.parse(endpoint)
  const isUsable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (isUsable && url.search === '' && url.hash === '') return []
  const message = 'the endpoint is a URL such as http://192.0.2.53:8081, without credentials, query and fragment'
  return [{ path: 'endpoint', code: 'invalid_endpoint', message }]
}

/** It goes into a header, which may hold printable ASCII only (RFC 9110 §5.5). */
function checkKey(apiKey: string): Problem[] {
  if (/^[!-~](?:[ -~]{0,510}[!-~])?$/.test(apiKey)) return []
  const message = 'an API key has no line breaks, no characters beyond ASCII, and no blanks at its ends'
  return [{ path: 'apiKey', code: 'invalid_api_key', message }]
}

function checkServerId(serverId: string): Problem[] {
  if (/^[\w.-]{1,255}$/.test(serverId)) return []
  const message = 'a server ID has letters, digits, hyphens, underscores and dots; most servers are called localhost'
  return [{ path: 'serverId', code: 'invalid_server_id', message }]
}

function checkZoneKind(zoneKind: string): Problem[] {
  if (zoneKinds.has(zoneKind)) return []
  return [{ path: 'zoneKind', code: 'not_allowed', message: 'must be one of "Native", "Primary"' }]
}

function checkNameServer(name: string, index: number): Problem[] {
  try {
    if (parseName(name) !== '.') return []
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
  }
  return [{ path: `nameServers[${index}]`, code: 'invalid_name_server', message: `“${name}” is no name of a server` }]
}
