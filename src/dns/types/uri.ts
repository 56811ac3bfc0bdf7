import type { Fault, RecordDefinition } from './field.ts'
import { u16 } from './number-fields.ts'
import { restString } from './string-fields.ts'

/** RFC 7553 §4: priority, weight, and a URI of one byte at least. */
export const uri: RecordDefinition = {
  type: 'URI',
  fields: [u16('the priority'), u16('the weight'), restString('the target')],
  check,
}

function check([, , target]: readonly string[]): Fault | undefined {
  return target === '""' ? { field: 2, code: 'missing_field', message: 'the target is empty' } : undefined
}
