import type { MessageRecord } from '../src/dns/message.ts'
import type { RecordClass } from '../src/dns/message-codes.ts'
import type { RRset } from '../src/dns/rrset.ts'
import { applyChanges } from '../src/plan/apply-changes.ts'
import { resolveAll, type ZoneRules } from '../src/plan/resolve-all.ts'
import type { Change } from '../src/plan/types.ts'
import { updateIntents } from '../src/plan/update-edits.ts'
import { readPrerequisites } from '../src/plan/update-prerequisites.ts'

const zone = 'example.com.'
const nameOf = (host = '@') => (host === '@' ? zone : `${host}.${zone}`)

/** Sets written as `host type ttl value | value`. */
export function inZone(...lines: string[]): RRset[] {
  return lines.map(line => {
    const [host, type = '', ttl, ...values] = line.split(' ')
    return { name: nameOf(host), type, ttl: Number(ttl), records: values.join(' ').split(' | ') }
  })
}

/** A record of an UPDATE message, written as `host class [ttl] type [value]`. */
export function record(line: string): MessageRecord {
  const [host, recordClass = '', ...rest] = line.split(' ')
  const ttl = /^\d+$/.test(rest[0] ?? '') ? Number(rest.shift()) : 0
  const [type = '', ...rdata] = rest
  return { name: nameOf(host), type, class: recordClass as RecordClass, ttl, rdata: rdata.join(' ') }
}

interface Steps {
  prerequisites?: string[]
  updates?: string[]
  /** The types that may be cleared. */
  only?: string[]
}

/** What a message comes to: the codes of what speaks against it, and the zone as it is then, as text. */
export function run(
  sets: readonly RRset[],
  { prerequisites = [], updates = [], only }: Steps,
  rules: ZoneRules = { zone },
): { codes: string[]; changes: Change[]; sets: string[] } {
  const read = readPrerequisites(zone, prerequisites.map(record))
  if ('fault' in read) throw new Error(read.fault.message)
  const intents = [...read.requirements, ...updateIntents(zone, updates.map(record), only)]
  const { owners, changes } = resolveAll([{ owner: 'key', intents }], sets, rules)
  return {
    codes: owners.flatMap(({ problems }) => problems.map(({ problem }) => problem.code)),
    changes,
    sets: applyChanges(sets, changes)
      .map(({ name, type, ttl, records }) => `${name} ${type} ${ttl} ${records.join(' | ')}`)
      .sort(),
  }
}
