import { relativeName } from './name.ts'
import type { Name, RRset } from './rrset.ts'

/**
 * A zone file of these sets, in pieces that end with a line each: `$ORIGIN`, `$TTL`, then one record a line with its TTL, the
 * SOA record first and the others in the order given. Owners are relative to the origin, names in data absolute. What a zone
 * file can't say (aliases, variants) stands in comments.
 */
export function* printZoneFile(rrsets: Iterable<RRset>, options: { origin: Name }): Generator<string, void, undefined> {
  const { origin } = options
  yield `$ORIGIN ${origin}\n`
  const waiting: RRset[] = []
  let hasStarted = false
  for (const rrset of rrsets) {
    if (hasStarted) yield printRRset(rrset, origin)
    else if (rrset.type === 'SOA') {
      hasStarted = true
      yield* printAll([rrset, ...waiting], origin)
    } else waiting.push(rrset)
  }
  if (!hasStarted) yield* printAll(waiting, origin)
}

/** Lines for one set, each with its line break. */
export function printRRset(rrset: RRset, origin: Name): string {
  const { type, ttl, options, variant } = rrset
  const head = `${relativeName(rrset.name, origin)} ${ttl} IN ${type} `
  if (options?.alias) return `; ${head}alias of ${options.alias.dnsName}\n`
  const comment = variant === undefined ? '' : `; variant ${JSON.stringify(variant)} of several:\n`
  return comment + rrset.records.map(rdata => `${head}${rdata}\n`).join('')
}

function* printAll(rrsets: readonly RRset[], origin: Name): Generator<string, void, undefined> {
  if (rrsets[0]) yield `$TTL ${rrsets[0].ttl}\n`
  for (const rrset of rrsets) yield printRRset(rrset, origin)
}
