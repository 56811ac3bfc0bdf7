import type { Problem } from '../dns/problem.ts'
import { canonicalType, metaTypes, signingTypes, typeCode } from '../dns/record-types.ts'
import type { RecordType } from '../dns/rrset.ts'

/**
 * The type as requests write it, in any case, or `TYPE` and its number; undefined for words that are no type, and for types
 * that no one may write: the reserved ones and those of questions and messages (RFC 6895 §3.1: 0, 65535, 128 to 255), and those that
 * signing makes.
 */
export function recordType(text: string): RecordType | undefined {
  const code = typeCode(text)
  const type = canonicalType(text)
  if (code === undefined || type === undefined) return undefined
  if (code === 0 || code === 0xffff || (code >= 128 && code <= 255)) return undefined
  return metaTypes.has(type) || signingTypes.has(type) ? undefined : type
}

export function recordTypeProblems(path: string, text: string): Problem[] {
  if (recordType(text) !== undefined) return []
  return [{ path, code: 'invalid_record_type', message: `“${text}” is not a record type that can be stored` }]
}
