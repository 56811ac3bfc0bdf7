import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import { type Provider, ProviderError, type RemoteZone } from '../providers/provider.ts'
import type { ChosenProvider } from './choose-provider.ts'
import { callerError } from './provider-errors.ts'

interface Wanted {
  domain: Name
  /** Which one, where the account may have several of one name. */
  hostedZoneId: string | undefined
}

/** A zone that the account has already. Throws `hosted_zone_not_found`, `ambiguous_zone`, `token_refused`. */
export async function importHostedZone(
  provider: Provider,
  { kind }: Pick<ChosenProvider, 'kind'>,
  wanted: Wanted,
): Promise<RemoteZone> {
  const [zone, ...others] = await findZones(provider, wanted)
  const { domain, hostedZoneId } = wanted
  if (zone === undefined) {
    const id = hostedZoneId === undefined ? '' : ` with the id ${hostedZoneId}`
    throw new AppError('hosted_zone_not_found', `The ${kind.label} account has no zone ${domainText(domain)}${id}.`)
  }
  if (others.length === 0) return zone
  const ids = [zone, ...others].map(found => found.hostedZoneId).join(', ')
  const message = `several zones are called ${nameWithoutFinalDot(domain)}; hostedZoneId says which: ${ids}`
  const details = [{ path: 'hostedZoneId', code: 'ambiguous_zone', message }]
  throw new AppError('ambiguous_zone', `hostedZoneId: ${message}`, { details })
}

async function findZones(provider: Provider, { domain, hostedZoneId }: Wanted): Promise<RemoteZone[]> {
  try {
    const found: RemoteZone[] = []
    for await (const zone of provider.zones({ name: domain, interactive: true })) {
      if (zone.name === domain && (hostedZoneId === undefined || isId(hostedZoneId, zone))) found.push(zone)
    }
    return found
  } catch (error) {
    throw isRefused(error) && provider.zoneAdmin === undefined ? tokenRefused(error) : callerError(error)
  }
}

/** Ids are also written as paths: `/hostedzone/Z1`. */
function isId(text: string, zone: RemoteZone): boolean {
  return text === zone.hostedZoneId || text.endsWith(`/${zone.hostedZoneId}`)
}

function isRefused(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.failure.code === 'auth'
}

function tokenRefused(error: ProviderError): AppError {
  const { message, details } = error.failure
  const problem = { path: 'cloudflareApiToken', code: 'token_refused', message: details?.message ?? message }
  return new AppError('token_refused', `The token is refused: ${message}.`, { details: [problem], cause: error })
}
