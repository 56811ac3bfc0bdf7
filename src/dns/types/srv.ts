import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'
import { u16 } from './number-fields.ts'

/** RFC 2782: priority, weight, port and host of a service; the target `.` says that there is none. Never compressed. */
export const srv: RecordDefinition = {
  type: 'SRV',
  fields: [u16('the priority'), u16('the weight'), u16('the port'), name('the target')],
  decompressible: true,
  host: 3,
}
