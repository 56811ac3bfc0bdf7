import { AppError } from '../contract/errors.ts'
import type { Call, Provider, ProviderKind, RemoteZone } from '../providers/provider.ts'
import type { Zone } from '../store/store.ts'
import type { Deps } from './deps.ts'
import type { Turns } from './engine-turns.ts'
import { hideSecrets } from './hide-secrets.ts'
import { watchCredentials } from './watch-credentials.ts'

export type OpenDeps = Pick<Deps, 'store' | 'kinds' | 'io'>

/** A zone together with whoever keeps it. */
export interface OpenZone {
  zone: Zone
  workspaceId: number
  kind: ProviderKind
  provider: Provider
  remote: RemoteZone
  /** What each call to the provider is made with; a new one for each. */
  call(): Pick<Call, 'interactive' | 'turn'>
}

/** On whose behalf a zone is opened. */
export interface Opener {
  /** Somebody waits in front of a screen. */
  interactive?: boolean
  /** Calls take these. */
  turns?: Turns
}

/** The zone at its provider, through the connection that it is bound by or through credentials of its own. */
export async function openZone(
  deps: OpenDeps,
  zone: Zone,
  { interactive = false, turns }: Opener = {},
): Promise<OpenZone> {
  const { resource, domain, binding } = zone
  const { connectionId, hostedZoneId, nameServers } = binding
  const kind = kindOf(deps, binding.provider)
  const project = await deps.store.projects.get(resource.projectId)
  if (project === undefined) throw new AppError('not_found', `There is no zone ${resource.id}.`)
  const { workspaceId } = project
  const provider =
    connectionId === null
      ? openWith(deps, kind, workspaceId, await deps.store.resources.secretData(resource.id))
      : await openProvider(deps, kind, { workspaceId, connectionId })
  const whose = { workspaceId, zoneId: resource.id }
  const call = () => ({ interactive, ...(turns && { turn: turns.turn(whose) }) })
  return { zone, workspaceId, kind, provider, remote: { hostedZoneId, name: domain, nameServers }, call }
}

/** The account that a stored connection stands for. */
export async function openProvider(
  deps: OpenDeps,
  kind: ProviderKind,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
): Promise<Provider> {
  const credentials = (await deps.store.connections.credentials(connectionId)) ?? '{}'
  const provider = openWith(deps, kind, workspaceId, credentials)
  return kind.capabilities.ledger ? provider : watchCredentials(deps, { connectionId, credentials }, provider)
}

/** The kind of a provider's id. Throws `provider_not_supported`. */
export function kindOf({ kinds }: Pick<Deps, 'kinds'>, provider: string): ProviderKind {
  const kind = kinds.get(provider)
  if (kind !== undefined) return kind
  const message = `This installation has no provider "${provider}".`
  const details = [{ path: 'provider', code: 'provider_not_supported', message }]
  throw new AppError('provider_not_supported', message, { details })
}

/**
 * A provider with credentials (JSON) that are no connection's. The built-in provider has none; it is opened for a workspace,
 * which others have no use for.
 */
export function openWith(
  { io }: Pick<OpenDeps, 'io'>,
  kind: ProviderKind,
  workspaceId: number,
  stored = '{}',
): Provider {
  const credentials = JSON.parse(stored) as object
  return hideSecrets(kind, credentials, kind.open({ ...credentials, workspaceId }, io))
}
