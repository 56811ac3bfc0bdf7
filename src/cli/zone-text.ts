import { rdataFromValue } from '../contract/record-value.ts'
import { CliError } from './cli.ts'
import type { DesiredZone } from './desired.ts'

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
  const lines = sets.flatMap(({ name, type, ttl = 300, values = [] }) =>
    values.map(value => `${ownerOf(domain, name)} ${ttl} IN ${type} ${rdataFromValue(type.toUpperCase(), value)}\n`),
  )
  return `$ORIGIN ${domain}.\n${lines.join('')}`
}

/** Full names are within the zone; all others are relative to it. */
function ownerOf(domain: string, name: string): string {
  const isFull = name === domain || name.toLowerCase().endsWith(`.${domain}`)
  return isFull ? `${name}.` : name
}
