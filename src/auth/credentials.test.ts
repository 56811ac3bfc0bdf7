import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { hashSecret, newApiKey, newMachineKey, secretMatches, splitMachineKey } from './keys.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { createSessionTokens } from './session-tokens.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const tokens = createSessionTokens(new Uint8Array(32).fill(1))

test('a session token gives its session back until it ends', async () => {
  const token = await tokens.sign({ id: 'abc', userId: 1, expiresAt: now + 10_000 })
  expect(await tokens.read(token, now)).toBe('abc')
  expect(await tokens.read(token, now + 11_000)).toBeUndefined()
})

test('a token under another key, without a signature, or that is none, gives nothing', async () => {
  const forged = await createSessionTokens(new Uint8Array(32).fill(2)).sign({
    id: 'abc',
    userId: 1,
    expiresAt: now + 1000,
  })
  const unsigned = new UnsecuredJWT({}).setIssuer('zoneplane').setJti('abc').setExpirationTime('1h').encode()
  for (const token of [forged, unsigned, 'a.b.c', '', '\u0000']) expect(await tokens.read(token, now)).toBeUndefined()
})

test('the key that signs sessions is not the secret key itself', async () => {
  const secret = new Uint8Array(32).fill(1)
  const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setIssuer('zoneplane').setJti('abc')
  expect(await tokens.read(await token.setExpirationTime('1h').sign(secret), Date.now())).toBeUndefined()
})

test('an API key is told apart by its prefix and stored as a hash', () => {
  const { key, prefix, hash } = newApiKey()
  expect(key).toMatch(/^sk_[\w-]{43}$/)
  expect(key.startsWith(prefix)).toBe(true)
  expect(hash).toBe(hashSecret(key))
  expect(newApiKey().key).not.toBe(key)
})

test('a machine key is split at its first dot, whatever the lengths', () => {
  const { key, accessKey, secretHash } = newMachineKey()
  const parts = splitMachineKey(key)
  expect(parts?.accessKey).toBe(accessKey)
  expect(secretMatches(parts?.secret ?? '', secretHash)).toBe(true)
  expect(secretMatches(`${parts?.secret}x`, secretHash)).toBe(false)
  expect(splitMachineKey('rk_a.b.c')).toEqual({ accessKey: 'rk_a', secret: 'b.c' })
  expect(splitMachineKey('rk_a')).toBeUndefined()
  expect(splitMachineKey('.secret')).toBeUndefined()
})

test('a password matches its own hash only', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toMatch(/^\$argon2id\$/)
  expect(await passwordMatches('correct horse', hash)).toBe(true)
  expect(await passwordMatches('correct horsf', hash)).toBe(false)
})
