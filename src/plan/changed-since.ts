import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Rdata, RRset } from '../dns/rrset.ts'
import { refuse, stored, targetOf } from './resolve.ts'
import { isSameAlias, isSameRecords, isSameRouting } from './same-set.ts'
import { setText } from './set-key.ts'
import type { KnownSet, Resolution, SetIntent } from './types.ts'

/**
 * The refusal of an intent whose set isn't as the caller knew it (`ifCurrent`), which says what is there now; undefined where it is.
 *
 *     known       current       comes to
 *     null        –             –
 *     null        [a]           refused: is there by now
 *     [a]         –             refused: is gone
 *     [a]         [b]           refused: holds b now
 *     [a]         [a], TTL 60   –, for nothing is known of the TTL
 *     TTL 300     [a], TTL 60   refused: has the TTL 60 now
 */
export function changedSince(
  intent: SetIntent,
  current: RRset | undefined,
  canonical: (set: RRset) => RRset = set => set,
): (Resolution & { status: 'refused' }) | undefined {
  if (!('ifCurrent' in intent) || intent.ifCurrent === undefined) return undefined
  const { ifCurrent: known } = intent
  const what = setText(targetOf(intent))
  if (current === undefined) return known === null ? undefined : refuse('changed_since', `${what} is gone`)
  if (known === null) return refuse('changed_since', `${what} is there by now: it ${contentText(current)}`)
  const news = differences(known, current, canonical)
  return news.length === 0 ? undefined : refuse('changed_since', `${what} ${news.join(' and ')} now`)
}

/** What of a set isn't as it was known, as it is now. */
function differences(known: KnownSet, current: RRset, canonical: (set: RRset) => RRset): string[] {
  const { ttl, records, alias, proxied, routing } = known
  const { alias: target, proxied: isProxied = false, routing: policy } = current.options ?? {}
  // An alias has no TTL of its own.
  const isOtherData =
    (ttl !== undefined && target !== undefined) ||
    (records !== undefined && !isSameRecords(stored(current, records, canonical), current.records)) ||
    (alias !== undefined && !isSameAlias(alias, target))
  return [
    ...(isOtherData ? [contentText(current)] : []),
    ...(ttl !== undefined && ttl !== current.ttl && target === undefined ? [`has the TTL ${current.ttl}`] : []),
    ...(proxied !== undefined && proxied !== isProxied ? [isProxied ? 'is proxied' : 'is not proxied'] : []),
    ...(routing !== undefined && !isSameRouting(routing, policy) ? ['has another routing policy'] : []),
  ]
}

const mostShown = 4
const longestShown = 60

function contentText({ records, options }: RRset): string {
  if (options?.alias)
    return `is an alias for ${nameWithoutFinalDot(options.alias.dnsName)} (${options.alias.hostedZoneId})`
  const more = records.length > mostShown ? ` and ${records.length - mostShown} more` : ''
  return `holds ${records.slice(0, mostShown).map(shortened).join(', ')}${more}`
}

function shortened(record: Rdata): string {
  return record.length > longestShown ? `${record.slice(0, longestShown)}…` : record
}
