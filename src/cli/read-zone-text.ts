import { domainName, domainProblems, domainText } from '../contract/domain-name.ts'
import { valueFromRdata } from '../contract/record-value.ts'
import { signingTypes } from '../dns/record-types.ts'
import type { Name } from '../dns/rrset.ts'
import { readZoneFile } from '../dns/zone-file.ts'
import { groupIntoRRsets } from '../dns/zone-file-rrsets.ts'
import type { DesiredZone, FileProblem } from './desired.ts'

/** Seconds, for records before the first TTL that a file states. */
const defaultTtl = 300

/** A zone file, read as an import reads it: SOA, NS at the apex and signatures are passed over. */
export function readZoneText(
  path: string,
  text: string,
  zone: string,
): { zones: DesiredZone[]; problems: FileProblem[] } {
  const [problem] = domainProblems('', zone)
  if (problem !== undefined) return { zones: [], problems: [`${path}: whose zone is it? Name it with --zone DOMAIN`] }
  const origin = domainName(zone)
  const { records, problems } = readZoneFile(text, { origin, zone: origin, defaultTtl })
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    return { zones: [], problems: errors.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`) }
  }
  const kept = records.filter(({ name, type }) => !isKeptElsewhere(name, type, origin))
  const sets = groupIntoRRsets(kept).rrsets.map(({ name, type, ttl, records }) => ({
    name: domainText(name),
    type,
    ttl,
    values: records.map(rdata => valueFromRdata(type, rdata)),
    place: path,
  }))
  if (records.length === 0)
    return { zones: [], problems: [`${path}: there is no record of ${domainText(origin)} in it`] }
  return { zones: [{ domain: domainText(origin), place: path, sets, isZoneFile: true }], problems: [] }
}

function isKeptElsewhere(name: Name, type: string, origin: Name): boolean {
  return type === 'SOA' || (type === 'NS' && name === origin) || signingTypes.has(type)
}
