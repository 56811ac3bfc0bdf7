import { describe } from 'vitest'
import { describeRfc2136Conformance } from './rfc2136-conformance.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { startKnotPrimary } from './servers/primary.ts'

const program = findProgram('knotd')

describe.skipIf(!requireServer('knotd', program))('with knotd', () => {
  describeRfc2136Conformance('Knot', { start: options => startKnotPrimary(program!, options) })
})
