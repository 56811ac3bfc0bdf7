import { relativeName } from './name.ts'
import type { Name, RRset } from './rrset.ts'

/**
 * A zone file of these sets, in pieces that end with a line each: `$ORIGIN`, `$TTL`, then one record a line with its TTL, the
 * SOA record first and the others in the order given. Owners are relative to the origin, names in data absolute. What a zone
 * file can't say (aliases, variants) stands in comments.
 */
export function* printZoneFile(rrsets: Iterable<RRset>, options: { origin: Name }): Generator<string, void, undefined> {
  const printer = createZoneFilePrinter(options)
  for (const rrset of rrsets) {
    const piece = printer.add(rrset)
    if (piece !== '') yield piece
  }
  const rest = printer.end()
  if (rest !== '') yield rest
}

/** What `printZoneFile` does, for sets that come as they like. */
export interface ZoneFilePrinter {
  /** The lines that can be written now; empty as long as the SOA record has not come. */
  add(rrset: RRset): string
  /** What is left where none came. */
  end(): string
}

export function createZoneFilePrinter({ origin }: { origin: Name }): ZoneFilePrinter {
  let waiting: RRset[] | undefined = []

  function start(first: readonly RRset[]): string {
    waiting = undefined
    const ttl = first[0] ? `$TTL ${first[0].ttl}\n` : ''
    return `$ORIGIN ${origin}\n${ttl}${first.map(rrset => printRRset(rrset, origin)).join('')}`
  }

  return {
    add(rrset) {
      if (waiting === undefined) return printRRset(rrset, origin)
      if (rrset.type === 'SOA') return start([rrset, ...waiting])
      waiting.push(rrset)
      return ''
    },
    end: () => (waiting === undefined ? '' : start(waiting)),
  }
}

/** Lines for one set, each with its line break. */
export function printRRset(rrset: RRset, origin: Name): string {
  const { type, ttl, options, variant } = rrset
  const head = `${relativeName(rrset.name, origin)} ${ttl} IN ${type} `
  if (options?.alias) return `; ${head}alias of ${options.alias.dnsName}\n`
  const lines = rrset.records.map(rdata => `${head}${rdata}\n`)
  if (variant === undefined) return lines.join('')
  return `; variant ${JSON.stringify(variant)} of several:\n${lines.map(line => `; ${line}`).join('')}`
}
