import type { SyncDetails } from '../contract/dns-answers.ts'
import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { Rdata } from '../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../dns/text.ts'
import type { QueryErrorCode } from '../resolver/query-error.ts'
import type { Zone } from '../store/store.ts'
import { askNameServers, isBuiltin, type ZoneAnswers } from './ask-name-servers.ts'
import type { Deps } from './deps.ts'
import { verificationNameOf, verificationValue } from './verification-name.ts'

/** Milliseconds that all questions together may take. */
const patience = 10_000
/** Of a zone on the built-in name server, where only the delegation is looked for elsewhere. */
const builtinPatience = 3_000

/** Whether the zone's verification record is served, with all that was found on the way. Throws `dns_lookup_failed`. */
export async function verifyZone(
  deps: Deps,
  zone: Zone,
  signal: AbortSignal,
): Promise<{ details: SyncDetails; isActive: boolean }> {
  const name = await verificationNameOf(deps, zone)
  const timeout = AbortSignal.timeout(isBuiltin(deps, zone) ? builtinPatience : patience)
  const asked = { wanted: { name, type: 'TXT' }, signal: AbortSignal.any([signal, timeout]) }
  const answers = await askNameServers(deps, zone, asked)
  const { builtin, delegated, delegation } = answers
  const details: SyncDetails = {
    name: domainText(name),
    expected: verificationValue,
    delegation,
    nameServers: [...(builtin === undefined ? [] : [builtin]), ...delegated].map(({ data }) => data),
  }
  return { details, isActive: isVerified(answers, details) }
}

/** The built-in name server speaks for the zones that live there. */
function isVerified({ builtin, delegated, failure }: ZoneAnswers, { name }: SyncDetails): boolean {
  const own = builtin === undefined ? delegated : [builtin]
  if (own.some(({ records }) => records.some(({ rdata }) => isVerification(rdata)))) return true
  if (own.some(({ failure }) => failure === undefined || saysNo.has(failure.code))) return false
  const failures = own.flatMap(({ failure }) => failure ?? []).concat(failure ?? [])
  if (failures.length === 0) return false
  throw new AppError('dns_lookup_failed', `No name server tells what the TXT records of ${name} are.`, {
    details: failures.map(({ code, message }) => ({ path: 'nameServers', code, message })),
    cause: failures[0],
  })
}

/** Failures that don't pass by themselves: the server doesn't serve the zone, or there is none of that name. */
const saysNo: ReadonlySet<QueryErrorCode> = new Set(['refused', 'no_address'])

/** However the text is parted into strings. */
function isVerification(rdata: Rdata): boolean {
  return textToRdata(textFromRdata(rdata)) === textToRdata(new TextEncoder().encode(verificationValue))
}
