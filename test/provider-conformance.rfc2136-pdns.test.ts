import { describe } from 'vitest'
import { describeRfc2136Conformance } from './rfc2136-conformance.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { startPdnsPrimary } from './servers/pdns-primary.ts'

const program = findProgram('pdns_server')

describe.skipIf(!requireServer('pdns_server', program))('with pdns_server', () => {
  describeRfc2136Conformance('PowerDNS', { start: options => startPdnsPrimary(program!, options) })
})
