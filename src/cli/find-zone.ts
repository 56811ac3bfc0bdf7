import { domainName, domainText } from '../contract/domain-name.ts'
import type { ZoneData } from '../sdk/index.ts'
import { CliError } from './cli.ts'
import type { Environment, Session } from './session.ts'

export type Zone = ReturnType<Environment['zone']>

/** A zone by its domain, in any form that people write it in, or by its id. */
export async function findZone(session: Session, text: string): Promise<{ data: ZoneData; zone: Zone }> {
  const environment = await session.environment()
  if (/^[1-9]\d*$/.test(text)) {
    const zone = environment.zone(Number(text))
    return { data: await zone.get(), zone }
  }
  const zones = await environment.zones.list().all()
  const wanted = asciiDomain(text)
  const data = zones.find(({ domainName }) => domainName === wanted)
  if (data !== undefined) return { data, zone: environment.zone(data.id) }
  throw new CliError(`There is no zone “${text}” in ${await session.projectSlug()}/${session.environmentSlug}.`, {
    fix: fixOf(wanted, zones),
  })
}

/** As replies have it: in lower case, as A-labels, without the final dot. What is no name stays as it is. */
export function asciiDomain(text: string): string {
  try {
    return domainText(domainName(text))
  } catch {
    return text
  }
}

function fixOf(wanted: string, zones: readonly ZoneData[]): string {
  const names = zones.map(({ domainName }) => domainName)
  const near = names.find(name => name.endsWith(`.${wanted}`) || wanted.endsWith(`.${name}`) || isNear(name, wanted))
  if (near !== undefined) return `Did you mean ${near}?`
  return names.length === 0
    ? `Make it with: zoneplane zones create ${wanted}`
    : 'See which there are with: zoneplane zones list, or in another place with --project and --environment.'
}

/** Told apart by one character that is another, missing, or too much. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let [start, end] = [0, 0]
  const shorter = Math.min(one.length, other.length)
  while (start < shorter && one[start] === other[start]) start++
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++
  return Math.max(one.length, other.length) - start - end <= 1
}
