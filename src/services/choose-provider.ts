import { AppError, problemsError } from '../contract/errors.ts'
import type { ZoneProvider } from '../contract/zones.ts'
import type { ProviderKind } from '../providers/provider.ts'
import type { Connection } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { kindOf } from './open-provider.ts'
import { endpointIn, serviceIn, serviceOf } from './service-place.ts'

/** Who shall keep a new zone: a provider kind, and the connection it is reached through, or credentials of the zone's own. */
export type ChosenProvider = {
  kind: ProviderKind
  /** Where the service is, if not at its usual place. */
  service: string
} & ({ connection: Connection } | { connection: null; credentials: OwnCredentials })

/** A zone's own credentials at Cloudflare. */
export interface OwnCredentials {
  apiToken: string
  endpoint?: string
}

type NamedProvider = Exclude<ZoneProvider, 'native'>

/** The providers of connections that can keep zones, by the provider of the zones. */
const connectionProviders: Readonly<Record<NamedProvider, string>> = {
  builtin: 'builtin',
  route53: 'aws',
  cloudflare: 'cloudflare',
  google: 'gcp',
  azure: 'azure',
  powerdns: 'powerdns',
  rfc2136: 'rfc2136',
}

interface Wanted {
  provider: ZoneProvider
  /** A token for this one zone. */
  cloudflareApiToken: string | undefined
}

/**
 * `native` is whoever the project is connected to: Cloudflare where a token is given, else Route 53 where there is a live AWS
 * connection, else the one live connection there is. Throws `connection_required`, `connection_not_found`,
 * `provider_not_supported`.
 */
export async function chooseProvider(deps: Deps, place: Place, wanted: Wanted): Promise<ChosenProvider> {
  const connections = await deps.store.projects.connections(place.project.id)
  const live = connections.filter(connection => connection.status === 'connected')
  const provider = wanted.provider === 'native' ? nativeProvider(live, wanted) : wanted.provider
  const isOf = (candidate: Connection) => candidate.provider === connectionProviders[provider]
  const { cloudflareApiToken: apiToken } = wanted
  if (provider === 'cloudflare' && apiToken !== undefined) return withOwnToken(deps, connections.find(isOf), apiToken)
  const connection = live.find(isOf)
  if (connection === undefined) throw missingConnection(provider)
  const service = serviceIn(await credentialsOf(deps, connection))
  return { kind: kindOf(deps, provider), connection, service }
}

/** Where the project's own Cloudflare connection goes to another place, so do tokens: an owner has chosen it. */
async function withOwnToken(deps: Deps, connection: Connection | undefined, apiToken: string): Promise<ChosenProvider> {
  const kind = kindOf(deps, 'cloudflare')
  const endpoint = connection && endpointIn(await credentialsOf(deps, connection))
  const credentials = { apiToken, ...(endpoint !== undefined && { endpoint }) }
  const problems = kind.checkSettings?.(credentials) ?? []
  if (problems.length > 0) {
    throw problemsError(problems.map(({ code, message }) => ({ path: 'cloudflareApiToken', code, message })))
  }
  return { kind, connection: null, credentials, service: serviceOf(endpoint) }
}

async function credentialsOf({ store }: Deps, { id }: Connection): Promise<object> {
  return JSON.parse((await store.connections.credentials(id)) ?? '{}') as object
}

function nativeProvider(live: readonly Connection[], { cloudflareApiToken }: Wanted): NamedProvider {
  if (cloudflareApiToken !== undefined) return 'cloudflare'
  const offered = zoneProvidersOf(live)
  if (offered.includes('route53')) return 'route53'
  const [only, ...others] = offered
  if (only !== undefined && others.length === 0) return only
  const message =
    only === undefined
      ? 'Give a Cloudflare API token, or attach an AWS connection to the project; a live connection to another provider will do too.'
      : `Say which provider: the project has live connections to ${offered.join(', ')}.`
  throw new AppError('connection_required', message)
}

function zoneProvidersOf(live: readonly Connection[]): NamedProvider[] {
  const providers = Object.keys(connectionProviders) as NamedProvider[]
  return providers.filter(provider => live.some(connection => connection.provider === connectionProviders[provider]))
}

function missingConnection(provider: NamedProvider): AppError {
  if (provider === 'cloudflare') {
    return new AppError('connection_required', 'Give a Cloudflare API token, or attach a live Cloudflare connection.')
  }
  const message = `The project has no live cloud connection to ${connectionProviders[provider]}, which ${provider} needs.`
  return new AppError('connection_not_found', message)
}
