import { afterEach, expect, test, vi } from 'vitest'
import { requireServer } from './available.ts'
import { findProgram } from './find-program.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('a suite runs where its server was found', () => {
  expect(requireServer('sh', findProgram('sh'))).toBe(true)
})

test('a suite without its server is skipped with a warning', () => {
  vi.stubEnv('CI', undefined)
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(requireServer('no-such-server', findProgram('no-such-server'))).toBe(false)
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('SKIPPED: no-such-server was not found'))
})

test('with CI=true a missing server is an error', () => {
  vi.stubEnv('CI', 'true')
  expect(() => requireServer('no-such-server', undefined)).toThrow('no-such-server was not found')
})
