import { DnsError } from './problem.ts'
import { canonicalType, metaTypes } from './record-types.ts'
import type { RecordType } from './rrset.ts'
import type { Lost, ZoneFileState } from './zone-file-state.ts'
import { parseTtl } from './zone-file-ttl.ts'
import { skipBlanks, wordEnd } from './zone-file-words.ts'

/** What stands between owner and data. */
export interface Head {
  type: RecordType
  ttl: number | Lost
  /** Index of the data. */
  rdataAt: number
}

/**
 * Reads TTL and class, in either order and each there or not, and the type (RFC 1035 §5.1). Throws `invalid_ttl`,
 * `missing_ttl`, `class_not_supported`, `missing_type`, `unknown_type`, `type_not_allowed`.
 */
export function readHead(entry: string, start: number, state: ZoneFileState): Head {
  let ttl: number | undefined
  let hasClass = false
  for (let at = skipBlanks(entry, start); ; ) {
    const end = wordEnd(entry, at)
    const word = entry.slice(at, end)
    if (ttl === undefined && isDigit(word.charCodeAt(0))) ttl = parseTtl(word, at)
    else if (!hasClass && isClass(word, at)) hasClass = true
    else {
      const type = readType(word, at)
      return { type, ttl: ttlOf(ttl, state, at), rdataAt: skipBlanks(entry, end) }
    }
    at = skipBlanks(entry, end)
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Throws for a class other than IN. */
function isClass(word: string, column: number): boolean {
  if (word === 'IN') return true
  if (!/^(IN|CH|CS|HS|NONE|ANY|CLASS\d+)$/i.test(word)) return false
  if (/^(IN|CLASS0*1)$/i.test(word)) return true
  throw new DnsError('class_not_supported', `records must be of class IN, not ${word.toUpperCase()}`, column)
}

function readType(word: string, column: number): RecordType {
  if (word === '') throw new DnsError('missing_type', 'a record type was expected', column)
  const type = canonicalType(word)
  if (type === undefined) throw new DnsError('unknown_type', `“${word}” is no record type`, column)
  if (metaTypes.has(type)) throw new DnsError('type_not_allowed', `no zone can hold records of type ${type}`, column)
  return type
}

function ttlOf(stated: number | undefined, state: ZoneFileState, column: number): number | Lost {
  if (stated !== undefined) {
    state.lastTtl = stated
    return stated
  }
  const ttl = state.defaultTtl ?? state.lastTtl ?? state.fallbackTtl
  if (ttl === undefined)
    throw new DnsError('missing_ttl', 'no TTL: neither here, nor by $TTL, nor on a line above', column)
  return ttl
}
