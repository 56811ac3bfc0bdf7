import { expect, test } from 'vitest'
import { loadUdpSystemCalls } from './udp-system-calls.ts'

const here = `${process.platform}-${process.arch}`

test.skipIf(here !== 'linux-x64' && here !== 'linux-arm64')('the calls are there, and tell the error by name', () => {
  const calls = loadUdpSystemCalls()!
  expect(calls.close(-1)).toBe(-1)
  expect(calls.error()).toBe('EBADF')
})

test('on other systems nothing is even looked for', () => {
  const load = () => expect.unreachable()
  for (const system of ['darwin-arm64', 'win32-x64', 'linux-arm', 'linux-riscv64']) {
    expect(loadUdpSystemCalls(system, load)).toBeUndefined()
  }
})

test('without the package, or with one that lacks something, there are none', () => {
  const missing = () => {
    throw new Error('Cannot find module')
  }
  const lacking = () => ({
    load: () => ({
      func: (prototype: string) => {
        if (prototype.includes('recvmmsg')) throw new Error('Cannot find function')
      },
    }),
  })
  expect(loadUdpSystemCalls('linux-x64', missing)).toBeUndefined()
  expect(loadUdpSystemCalls('linux-arm64', lacking)).toBeUndefined()
})
