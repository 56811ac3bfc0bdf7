import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'

/** RFC 1035 §3.3.1: the name this one is an alias of. */
export const cname: RecordDefinition = {
  type: 'CNAME',
  fields: [name('the target')],
  compressible: { offset: 0, count: 1 },
}
