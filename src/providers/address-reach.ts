import ipaddr from 'ipaddr.js'

/**
 * Who can be reached at an address: anybody on the Internet, what the operator's own networks hold, this machine, or nothing that
 * could be a provider: link-local addresses, where clouds keep their metadata services, multicast, unspecified and reserved ones.
 */
export type Reach = 'public' | 'private' | 'loopback' | 'none'

/** RFC 1918, RFC 4193, and RFC 6598, whose addresses some networks use within. */
const privateRanges: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat'])

/** Everything that is assigned to hosts of the Internet lies within. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 6052 §2.1: the last four bytes are the IPv4 address that is reached by it. */
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/** `address` as text, IPv4 or IPv6; what isn't an address is `none`. */
export function reachOf(address: string): Reach {
  if (!ipaddr.isValid(address)) return 'none'
  // An IPv4-mapped address is the IPv4 address.
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv6 && parsed.match(translated)) return translatedReach(parsed)
  const range = parsed.range()
  if (range === 'loopback') return 'loopback'
  if (privateRanges.has(range)) return 'private'
  const isGlobal = parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast)
  return range === 'unicast' && isGlobal ? 'public' : 'none'
}

/** Names resolve to such addresses in networks with IPv6 only. No translator leads into its own network. */
function translatedReach(address: ipaddr.IPv6): Reach {
  const within = ipaddr.fromByteArray(address.toByteArray().slice(-4))
  return reachOf(within.toString()) === 'public' ? 'public' : 'none'
}
