import { domainName } from '../contract/domain-name.ts'
import { ownerName } from '../contract/owner-name.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { CliError } from './cli.ts'
import type { DesiredSet, DesiredZone } from './desired.ts'

/** A wanted zone as a zone file, for more changes than one request holds. Throws CliError for what zone files can't say. */
export function zoneTextOf({ domain, sets }: DesiredZone): string {
  const other = sets.find(({ aliasTarget, variant, proxied, values }) => aliasTarget || variant || proxied || !values)
  if (other !== undefined) {
    throw new CliError(
      `${domain}: more than 10,000 changes go in as a zone file, and that has no words for aliases, variants and proxying.`,
      {
        fix: 'Apply it in parts, with files that each add some of the sets.',
      },
    )
  }
  const origin = domainName(domain)
  return sets.map(set => linesOf(set, origin)).join('')
}

function linesOf({ name, type, ttl = 300, values = [], place }: DesiredSet, origin: Name): string {
  try {
    const owner = ownerName(name, origin)
    return values.map(value => `${owner} ${ttl} IN ${type} ${rdataFromValue(type.toUpperCase(), value)}\n`).join('')
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    throw new CliError(`${place}: ${name} ${type}: ${error.message}`, { cause: error })
  }
}
