import { expect, test } from 'vitest'
import { hashPassword, nobodysPasswordHash, passwordMatches } from './passwords.ts'

/** Everything before salt and hash, which is what the time of checking depends on. */
const costOf = (hash: string) => hash.split('$').slice(0, 4).join('$')

test('checking against the hash that stands for unknown accounts costs what every check costs', async () => {
  expect(costOf(nobodysPasswordHash)).toBe(costOf(await hashPassword('any password')))
  expect(await passwordMatches('any password', nobodysPasswordHash)).toBe(false)
})
