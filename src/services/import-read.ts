import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import { nameSortKey } from '../dns/name.ts'
import { signingTypes } from '../dns/record-types.ts'
import type { Name } from '../dns/rrset.ts'
import { parseZoneFile, type ZoneFileRecord } from '../dns/zone-file.ts'
import type { Capabilities } from '../providers/provider.ts'
import type { FileProblems } from './import-problems.ts'
import type { SortedLines } from './import-sort.ts'
import { managedProblems } from './managed-sets.ts'
import { defaultTtl } from './parse-record-set.ts'

/** Bytes of a zone file. */
export const largestFile = 256 * 1024 * 1024
/** Bytes that its records may come to where each names its owner in full. */
const largestSpool = 4 * largestFile

/**
 * Reads a zone file into sorted lines, one for each record that is to be in the zone. What the zone's keeper makes by itself is
 * passed over with a warning: SOA, NS at the apex, signatures. Gives how many records the file has.
 */
export async function readImport(
  body: AsyncIterable<Uint8Array>,
  zone: { domain: Name; capabilities: Capabilities },
  sorted: SortedLines,
  problems: FileProblems,
): Promise<number> {
  const { domain } = zone
  const toLine = lineMaker()
  let count = 0
  for await (const batch of parseZoneFile(bounded(body), { origin: domain, zone: domain, defaultTtl })) {
    for (const problem of batch.problems) problems.add(problem)
    await sorted.add(batch.records.flatMap(record => (isPassedOver(record, zone, problems) ? [] : toLine(record))))
    count += batch.records.length
    if (sorted.size > largestSpool) throw tooLarge()
  }
  if (count === 0 && problems.errors.count === 0) {
    const message = `there is no record of ${domainText(domain)} in the file`
    problems.add({ line: 1, column: 1, code: 'empty_zone_file', message, severity: 'error' })
  }
  return count
}

async function* bounded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > largestFile) throw tooLarge()
    yield chunk
  }
}

function tooLarge(): AppError {
  return new AppError('body_too_large', `A zone file may have ${largestFile / 1024 / 1024} MiB.`)
}

function isPassedOver(
  { name, type, line }: ZoneFileRecord,
  { domain, capabilities }: { domain: Name; capabilities: Capabilities },
  problems: FileProblems,
): boolean {
  const isOther = type === 'SOA' && name !== domain
  const managed = isOther ? undefined : managedProblems(domain, capabilities, { name, type })[0]
  const signed = `${type} records are made by whoever signs the zone`
  const found = managed ?? (signingTypes.has(type) ? { code: 'made_when_signed', message: signed } : undefined)
  if (found === undefined) return false
  const message = `${found.message}: this record is passed over`
  problems.add({ line, column: 1, code: found.code, message, severity: 'warning' })
  return true
}

/**
 * Lines whose plain order is that of names, types, and lines of the file: a blank comes before every character of a key. The
 * name's key is made once for records that follow each other.
 */
function lineMaker(): (record: ZoneFileRecord) => string {
  let [name, key] = ['', '']
  return record => {
    if (record.name !== name) {
      name = record.name
      key = nameSortKey(name)
    }
    return `${key} ${record.type} ${String(record.line).padStart(9, '0')} ${record.ttl} ${name} ${record.rdata}`
  }
}

/** What `lineMaker` made a line of, and the key of its name. */
export function recordOfLine(text: string): ZoneFileRecord & { key: string } {
  const typeAt = text.indexOf(' ') + 1
  const lineAt = text.indexOf(' ', typeAt) + 1
  const ttlAt = lineAt + 10
  const nameAt = text.indexOf(' ', ttlAt) + 1
  const rdataAt = text.indexOf(' ', nameAt) + 1
  return {
    key: text.slice(0, typeAt - 1),
    type: text.slice(typeAt, lineAt - 1),
    line: Number(text.slice(lineAt, ttlAt - 1)),
    ttl: Number(text.slice(ttlAt, nameAt - 1)),
    name: text.slice(nameAt, rdataAt - 1),
    rdata: text.slice(rdataAt),
  }
}
