import type { RecordDefinition } from './field.ts'
import { characterStrings } from './string-fields.ts'

/** RFC 1035 §3.3.14: one or more strings of up to 255 bytes. */
export const txt: RecordDefinition = { type: 'TXT', fields: [characterStrings('the text')] }
