import { hex } from './binary-fields.ts'
import type { Fault, RecordDefinition } from './field.ts'
import { u8 } from './number-fields.ts'

/** RSA, DSA (RFC 4255), ECDSA (RFC 6594), Ed25519 (RFC 7479), Ed448 (RFC 8709). */
const algorithms = ['1', '2', '3', '4', '6']
/** Bytes of a fingerprint by type: SHA-1 (RFC 4255), SHA-256 (RFC 6594). */
const lengths: Readonly<Record<string, number>> = { 1: 20, 2: 32 }

/** RFC 4255 §3.1: algorithm, fingerprint type and fingerprint of a host's SSH key. */
export const sshfp: RecordDefinition = {
  type: 'SSHFP',
  fields: [u8('the algorithm'), u8('the fingerprint type'), hex('the fingerprint')],
  check,
}

function check([algorithm, type, fingerprint]: readonly string[]): Fault | undefined {
  if (!algorithms.includes(algorithm!)) return unassigned(0, 'the algorithm', algorithms, algorithm!)
  const length = lengths[type!]
  if (length === undefined) return unassigned(1, 'the fingerprint type', Object.keys(lengths), type!)
  if (fingerprint!.length === length * 2) return undefined
  const message = `a fingerprint of type ${type} has ${length} bytes, and this one has ${fingerprint!.length / 2}`
  return { field: 2, code: 'invalid_digest_length', message }
}

function unassigned(field: number, label: string, values: readonly string[], given: string): Fault {
  return { field, code: 'unassigned_value', message: `${label} must be one of ${values.join(', ')}, not ${given}` }
}
