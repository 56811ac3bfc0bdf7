import type { Fault, RecordDefinition } from './field.ts'
import { name } from './name-fields.ts'
import { u16 } from './number-fields.ts'
import { svcParams } from './svc-params-field.ts'

const fields = [u16('the priority'), name('the target'), svcParams]

/** RFC 9460 §2: priority (0 is alias mode), target (`.` is the owner itself), and parameters of a service's endpoint. */
export const svcb: RecordDefinition = { type: 'SVCB', fields, check, host: 1 }

/** RFC 9460 §9: SVCB for HTTP. */
export const https: RecordDefinition = { type: 'HTTPS', fields, check, host: 1 }

/** §2.4.2: whoever reads an alias ignores its parameters, so they can only be a mistake. */
function check([priority, , params]: readonly string[]): Fault | undefined {
  if (priority !== '0' || params === '') return undefined
  return {
    field: 2,
    code: 'svcb_alias_with_params',
    message: 'a record with priority 0 is an alias and has no parameters',
  }
}
