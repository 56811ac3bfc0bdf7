import { hex } from './binary-fields.ts'
import { algorithms } from './dnssec-algorithms.ts'
import type { Fault, RecordDefinition } from './field.ts'
import { u8, u16 } from './number-fields.ts'

/** Bytes of a digest by type (IANA "DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms"). */
const digestLengths: Readonly<Record<string, number>> = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 }
const digestTypes = { 'SHA-1': 1, SHA1: 1, 'SHA-256': 2, SHA256: 2, GOST: 3, 'SHA-384': 4, SHA384: 4 }

/** Key tag, algorithm, digest type and digest of a key; also the fields of CDS, DLV and TA. */
export const dsFields = [
  u16('the key tag'),
  u8('the algorithm', algorithms),
  u8('the digest type', digestTypes),
  hex('the digest'),
]

/** RFC 4034 §5.1: which key signs the child zone. */
export const ds: RecordDefinition = { type: 'DS', fields: dsFields, check: checkDigest }

export function checkDigest([, , type, digest]: readonly string[]): Fault | undefined {
  const length = digestLengths[type!]
  if (length === undefined || digest!.length === length * 2) return undefined
  const message = `a digest of type ${type} has ${length} bytes, and this one has ${digest!.length / 2}`
  return { field: 3, code: 'invalid_digest_length', message }
}
