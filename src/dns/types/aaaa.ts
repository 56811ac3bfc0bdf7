import { ipv6 } from './address-fields.ts'
import type { RecordDefinition } from './field.ts'

/** RFC 3596 §2: an IPv6 address of the host. */
export const aaaa: RecordDefinition = { type: 'AAAA', fields: [ipv6] }
