import { ipv4 } from './address-fields.ts'
import type { RecordDefinition } from './field.ts'

/** RFC 1035 §3.4.1: an IPv4 address of the host. */
export const a: RecordDefinition = { type: 'A', fields: [ipv4] }
