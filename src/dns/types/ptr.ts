import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'

/** RFC 1035 §3.3.12: a name this one points to. */
export const ptr: RecordDefinition = {
  type: 'PTR',
  fields: [name('the target')],
  compressible: { offset: 0, count: 1 },
}
