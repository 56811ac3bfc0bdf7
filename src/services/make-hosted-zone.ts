import { randomUUID } from 'node:crypto'
import { domainText } from '../contract/domain-name.ts'
import { AppError, problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { type Provider, ProviderError, type RemoteZone } from '../providers/provider.ts'
import type { Store } from '../store/store.ts'
import type { ChosenProvider } from './choose-provider.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { importHostedZone } from './import-hosted-zone.ts'
import { openProvider, openWith } from './open-provider.ts'
import { callerError } from './provider-errors.ts'

/** A zone at its provider, and whether it was made just now rather than taken up. */
export interface MadeZone {
  remote: RemoteZone
  isNew: boolean
}

export interface WantedZone {
  domain: Name
  chosen: ChosenProvider
  comment: string | undefined
  /** Of a zone that is there already. */
  hostedZoneId: string | undefined
}

/**
 * Makes the zone at its provider, or takes one up that is there: where the request names it, and at providers whose zones can't be
 * made through here. One that our own name server still holds for the workspace, with no zone here that stands for it, is taken up
 * again with its records: it was deleted with `deleteFromCloud=false`, or making it broke off half-way.
 */
export async function makeHostedZone(deps: Deps, caller: Caller, place: Place, wanted: WantedZone): Promise<MadeZone> {
  const { domain, chosen, comment, hostedZoneId } = wanted
  const provider = await openChosen(deps, place, chosen)
  const { zoneAdmin } = provider
  if (zoneAdmin === undefined || hostedZoneId !== undefined) {
    return { remote: await importHostedZone(provider, chosen, { domain, hostedZoneId }), isNew: false }
  }
  const reference = await referenceFor(deps, caller, chosen, domain)
  try {
    const options = { reference, ...(comment === undefined ? {} : { comment }) }
    return { remote: await zoneAdmin.create(domain, options, { interactive: true }), isNew: true }
  } catch (error) {
    if (isRefusal(error)) await forgetReference(deps.store, chosen, domain)
    const missing = missingSetting(error)
    if (missing !== undefined) throw problemsError([missing])
    if (!(error instanceof ProviderError) || error.failure.code !== 'conflict') throw callerError(error)
    const left = await findLeft(deps, { provider, chosen, domain })
    if (left !== undefined) return { remote: left, isNew: false }
    throw new AppError('duplicate_zone', `${domainText(domain)}: ${error.failure.message}.`, { cause: error })
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
    if (!isNew || (await isBound(deps.store, chosen, remote))) return
    const provider = await openChosen(deps, place, chosen)
    await provider.zoneAdmin?.delete(remote)
    await forgetReference(deps.store, chosen, remote.name)
  } catch (error) {
    deps.log.error({ err: error, domain: remote.name }, 'a zone that was made for nothing could not be removed')
  }
}

/** The zone is done, or there is none: the next one of that domain is another one. */
export async function forgetReference(store: Store, { connection }: ChosenProvider, domain: Name): Promise<void> {
  if (connection !== null) await store.zones.forgetReference(connection.id, domain)
}

/** Our own store knows by itself what is left of a request that broke off. */
async function referenceFor(
  { store }: Deps,
  caller: Caller,
  { kind, connection }: ChosenProvider,
  domain: Name,
): Promise<string> {
  if (kind.capabilities.ledger || connection === null) return caller.requestId
  return store.zones.reference(connection.id, domain, `zoneplane-${randomUUID()}`)
}

/** What the connection would have to say first. */
function missingSetting(error: unknown): Problem | undefined {
  const code = 'name_servers_required'
  if (!(error instanceof ProviderError) || error.failure.details?.code !== code) return undefined
  return { path: 'provider', code, message: error.failure.message }
}

/** Where the answer says that nothing was made; otherwise a zone may be there, and the reference finds it again. */
function isRefusal(error: unknown): boolean {
  return error instanceof ProviderError && !['unavailable', 'rate_limited'].includes(error.failure.code)
}

function isBound(store: Store, { kind, service }: ChosenProvider, { hostedZoneId }: RemoteZone): Promise<boolean> {
  return store.zones.isBound({ provider: kind.id, service, hostedZoneId })
}

async function findLeft(
  { store }: Deps,
  { provider, chosen, domain }: { provider: Provider; chosen: ChosenProvider; domain: Name },
): Promise<RemoteZone | undefined> {
  if (!chosen.kind.capabilities.ledger) return undefined
  for await (const remote of provider.zones({ name: domain, interactive: true })) {
    if (!(await isBound(store, chosen, remote))) return remote
  }
  return undefined
}

async function openChosen(deps: Deps, { workspaceId }: Place, chosen: ChosenProvider): Promise<Provider> {
  const { kind, connection } = chosen
  if (connection === null) return openWith(deps, kind, workspaceId, JSON.stringify(chosen.credentials))
  return openProvider(deps, kind, { workspaceId, connectionId: connection.id })
}
