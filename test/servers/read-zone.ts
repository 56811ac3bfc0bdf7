import type { RRset } from '../../src/dns/rrset.ts'
import { readZoneFile } from '../../src/dns/zone-file.ts'
import type { ServedZone } from './dns-server.ts'

/** The record sets of a zone's text. Throws where there's anything wrong with it. */
export function readZone({ name, text }: ServedZone): RRset[] {
  const { records, problems } = readZoneFile(text, { zone: name })
  if (problems.length > 0) throw new Error(`${name}: ${JSON.stringify(problems)}`)
  const sets = new Map<string, RRset>()
  for (const record of records) {
    const key = `${record.name} ${record.type}`
    const set = sets.get(key) ?? { name: record.name, type: record.type, ttl: record.ttl, records: [] }
    set.records.push(record.rdata)
    sets.set(key, set)
  }
  return [...sets.values()]
}
