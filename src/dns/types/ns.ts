import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'

/** RFC 1035 §3.3.11: a host that serves the zone. */
export const ns: RecordDefinition = {
  type: 'NS',
  fields: [name('the name server')],
  compressible: { offset: 0, count: 1 },
  host: 0,
}
