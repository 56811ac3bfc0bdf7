import { expect, test } from 'vitest'
import { tsigAlgorithms } from './algorithms.ts'
import { generateTsigKey, readTsigKey, tsigSecretText } from './make-key.ts'

test('a key is read as tools print it', () => {
  const read = readTsigKey({ name: 'Update.Example', algorithm: 'HMAC-SHA256.', secret: ' AQID\nBA== ' })
  expect(read).toEqual({
    key: { name: 'update.example.', algorithm: 'hmac-sha256', secret: Uint8Array.of(1, 2, 3, 4) },
  })
})

test('everything that is wrong with a key is told at once', () => {
  const read = readTsigKey({ name: 'a..b', algorithm: 'hmac-md5', secret: 'AQIDBA' })
  expect(read).toMatchObject({
    problems: [
      { path: 'name', code: 'invalid_key_name' },
      { path: 'algorithm', code: 'unknown_algorithm' },
      { path: 'secret', code: 'invalid_secret' },
    ],
  })
})

test.each([
  ['.', 'AQID'],
  ['', 'AQID'],
  ['key', ''],
  ['key', '===='],
  ['key', 'AQ=D'],
])('the name %j with the secret %j is no key', (name, secret) => {
  expect(readTsigKey({ name, algorithm: 'hmac-sha256', secret })).toHaveProperty('problems')
})

test.each(tsigAlgorithms)('a new key for %s is another one each time and can be read again', algorithm => {
  const key = generateTsigKey('key.example.', algorithm)
  expect(generateTsigKey('key.example.', algorithm).secret).not.toEqual(key.secret)
  expect(readTsigKey({ name: key.name, algorithm, secret: tsigSecretText(key) })).toEqual({ key })
})
