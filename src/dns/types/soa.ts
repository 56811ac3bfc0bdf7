import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'
import { period, u32 } from './number-fields.ts'

/**
 * RFC 1035 §3.3.13: primary server, mailbox of the person in charge, serial, refresh, retry, expire, and the TTL of negative
 * answers (RFC 2308 §4), the last four in seconds.
 */
export const soa: RecordDefinition = {
  type: 'SOA',
  fields: [
    name('the primary server'),
    name('the mailbox'),
    u32('the serial'),
    period('refresh'),
    period('retry'),
    period('expire'),
    period('the negative TTL'),
  ],
  compressible: { offset: 0, count: 2 },
}
