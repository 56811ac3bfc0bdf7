import { describe } from 'vitest'
import { describeRfc2136Conformance } from './rfc2136-conformance.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { startPdnsPrimary } from './servers/pdns-primary.ts'

const program = findProgram('pdns_server')

const skip = {
  'goes through: texts that differ in case only':
    'PowerDNS 4.7 compares texts in prerequisites without regard to case, and finds more there than the update names',
  'goes through: LOC at the ends of the earth': 'PowerDNS 4.7 stores sizes of LOC records as others',
  'goes through: a type without a name of its own': 'PowerDNS 4.7 refuses updates of types without a name with FORMERR',
}

describe.skipIf(!requireServer('pdns_server', program))('with pdns_server', () => {
  describeRfc2136Conformance('PowerDNS', { skip, start: options => startPdnsPrimary(program!, options) })
})
