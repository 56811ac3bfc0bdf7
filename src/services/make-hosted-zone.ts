import { AppError } from '../contract/errors.ts'
import type { Name } from '../dns/rrset.ts'
import { type Provider, ProviderError, type RemoteZone } from '../providers/provider.ts'
import type { Store } from '../store/store.ts'
import type { ChosenProvider } from './choose-provider.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { openProvider } from './open-provider.ts'
import { callerError } from './provider-errors.ts'

/** A zone at its provider, and whether it was made just now rather than taken up. */
export interface MadeZone {
  remote: RemoteZone
  isNew: boolean
}

/**
 * Makes the zone at its provider. One that our own name server still holds for the workspace, with no zone here that stands for
 * it, is taken up again with its records: it was deleted with `deleteFromCloud=false`, or making it broke off half-way.
 */
export async function makeHostedZone(
  deps: Deps,
  caller: Caller,
  place: Place,
  { domain, chosen, comment }: { domain: Name; chosen: ChosenProvider; comment: string | undefined },
): Promise<MadeZone> {
  const provider = await openChosen(deps, place, chosen)
  const { zoneAdmin } = provider
  if (zoneAdmin === undefined) {
    throw new AppError('provider_not_supported', `Zones cannot be made through ${chosen.kind.label}.`)
  }
  try {
    const options = { reference: caller.requestId, ...(comment === undefined ? {} : { comment }) }
    return { remote: await zoneAdmin.create(domain, options, { interactive: true }), isNew: true }
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.code !== 'conflict') throw callerError(error)
    const left = await findLeft(deps, place, { provider, chosen, domain })
    if (left !== undefined) return { remote: left, isNew: false }
    throw new AppError('duplicate_zone', `${domain}: ${error.failure.message}.`, { cause: error })
  }
}

/** Removes what was made for nothing; a failure to do so is logged, as the caller is told of another one already. */
export async function unmakeHostedZone(
  deps: Deps,
  place: Place,
  chosen: ChosenProvider,
  { remote, isNew }: MadeZone,
): Promise<void> {
  try {
    if (!isNew || (await isBound(deps.store, place, chosen, remote.name))) return
    const provider = await openChosen(deps, place, chosen)
    await provider.zoneAdmin?.delete(remote)
  } catch (error) {
    deps.log.error({ err: error, domain: remote.name }, 'a zone that was made for nothing could not be removed')
  }
}

/** Whether some zone of the workspace stands for a zone of that name at this provider. */
export async function isBound(
  store: Store,
  place: Place,
  { connection }: ChosenProvider,
  domain: Name,
): Promise<boolean> {
  const connections = await store.connections.list(place.workspaceId)
  for (const { id, provider } of connections) {
    if (provider !== connection.provider) continue
    const zones = await store.connections.zonesUsing(id)
    if (zones.some(zone => zone.domain === domain)) return true
  }
  return false
}

async function findLeft(
  deps: Deps,
  place: Place,
  { provider, chosen, domain }: { provider: Provider; chosen: ChosenProvider; domain: Name },
): Promise<RemoteZone | undefined> {
  if (!chosen.kind.capabilities.ledger || (await isBound(deps.store, place, chosen, domain))) return undefined
  for await (const remote of provider.zones({ name: domain, interactive: true })) return remote
  return undefined
}

function openChosen(deps: Deps, { workspaceId }: Place, { kind, connection }: ChosenProvider): Promise<Provider> {
  return openProvider(deps, kind, { workspaceId, connectionId: connection.id })
}
