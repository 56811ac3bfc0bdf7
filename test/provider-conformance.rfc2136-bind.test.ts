import { describe } from 'vitest'
import { describeRfc2136Conformance } from './rfc2136-conformance.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { startBindPrimary } from './servers/primary.ts'

const program = findProgram('named')

describe.skipIf(!requireServer('named', program))('with named', () => {
  describeRfc2136Conformance('BIND', { start: options => startBindPrimary(program!, options) })
})
