import type { RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'

/** RFC 6672 §2.1: the name that takes this one's place in all names below it. Never compressed (§2.5). */
export const dname: RecordDefinition = { type: 'DNAME', fields: [name('the target')] }
