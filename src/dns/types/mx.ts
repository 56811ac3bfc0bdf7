import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'
import { u16 } from './number-fields.ts'

/** RFC 1035 §3.3.9: preference (the lowest is tried first) and a host that takes mail. `0 .` is none at all (RFC 7505). */
export const mx: RecordDefinition = {
  type: 'MX',
  fields: [u16('the preference'), name('the mail host')],
  compressible: { offset: 2, count: 1 },
  host: 1,
}
