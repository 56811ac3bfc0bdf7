import { hex } from './binary-fields.ts'
import type { Fault, RecordDefinition } from './field.ts'
import { u8 } from './number-fields.ts'

/** Words of RFC 7218. */
const usages = { 'PKIX-TA': 0, 'PKIX-EE': 1, 'DANE-TA': 2, 'DANE-EE': 3, PRIVCERT: 255 }
const selectors = { CERT: 0, SPKI: 1, PRIVSEL: 255 }
const matchingTypes = { FULL: 0, 'SHA2-256': 1, 'SHA2-512': 2, PRIVMATCH: 255 }

/** Usage, selector, matching type, and a certificate or its hash; also the fields of SMIMEA (RFC 8162 §2). */
export const tlsaFields = [
  u8('the usage', usages),
  u8('the selector', selectors),
  u8('the matching type', matchingTypes),
  hex('the certificate data'),
]

/** RFC 6698 §2.1: which certificate a TLS server has. */
export const tlsa: RecordDefinition = { type: 'TLSA', fields: tlsaFields, check: checkTlsa }

export function checkTlsa(values: readonly string[]): Fault | undefined {
  return (
    checkAssigned(values, 0, usages) ??
    checkAssigned(values, 1, selectors) ??
    checkAssigned(values, 2, matchingTypes) ??
    checkLength(values)
  )
}

function checkAssigned(values: readonly string[], field: number, words: Record<string, number>): Fault | undefined {
  const assigned = Object.values(words)
  if (assigned.includes(Number(values[field]))) return undefined
  return {
    field,
    code: 'unassigned_value',
    message: `one of ${assigned.join(', ')} was expected, not ${values[field]}`,
  }
}

function checkLength([, , matching, data]: readonly string[]): Fault | undefined {
  const length = { 1: 32, 2: 64 }[matching!]
  if (length === undefined || data!.length === length * 2) return undefined
  const message = `a hash of matching type ${matching} has ${length} bytes, and this one has ${data!.length / 2}`
  return { field: 3, code: 'invalid_digest_length', message }
}
