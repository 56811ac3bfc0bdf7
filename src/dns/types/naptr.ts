import type { Fault, RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'
import { u16 } from './number-fields.ts'
import { characterString } from './string-fields.ts'

/** RFC 3403 §4.1: order, preference, flags, services, regular expression, and the next name to ask for. */
export const naptr: RecordDefinition = {
  type: 'NAPTR',
  fields: [
    u16('the order'),
    u16('the preference'),
    characterString('the flags'),
    characterString('the services'),
    characterString('the regular expression'),
    name('the replacement'),
  ],
  check,
  decompressible: true,
  host: 5,
}

function check(values: readonly string[]): Fault | undefined {
  if (/^"[A-Za-z0-9]*"$/.test(values[2]!)) return undefined
  return { field: 2, code: 'invalid_flags', message: 'the flags must be letters and digits' }
}
