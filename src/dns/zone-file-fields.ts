import { isWithin, parseName } from './name.ts'
import { DnsError } from './problem.ts'
import { parseRdata } from './rdata.ts'
import type { Name, Rdata, RecordType } from './rrset.ts'
import type { Lost, ZoneFileState } from './zone-file-state.ts'

/** `lost` for a name relative to an origin that is; what can be checked of it is. */
export function readName(text: string, column: number, origin: Name | Lost): Name | Lost {
  if (origin !== 'lost') return parseName(text, origin, column)
  const name = parseName(text, '.', column)
  return name === parseName(text, 'a.', column) ? name : 'lost'
}

/** Columns of errors count from where the text stands in the entry. */
export function readRdata(type: RecordType, text: string, column: number, origin: Name | Lost): Rdata {
  try {
    return parseRdata(type, text, origin === 'lost' ? '.' : origin)
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    throw new DnsError(error.code, error.message, column + (error.column ?? 0))
  }
}

/** Adds a record whose parts are all known. Throws `out_of_zone`. */
export function addRecord(
  state: ZoneFileState,
  name: Name | Lost,
  type: RecordType,
  ttl: number | Lost,
  rdata: Rdata,
  line: number,
  column: number,
): void {
  if (name === 'lost' || ttl === 'lost' || state.origin === 'lost') return
  if (state.zone !== undefined && !isWithin(name, state.zone)) {
    throw new DnsError('out_of_zone', `${name} is not within ${state.zone}`, column)
  }
  state.batch.records.push({ name, type, ttl, rdata, line })
}
