import { expect, test } from 'vitest'
import { keyId, type SealedPlace, seal, unseal } from './seal.ts'

const key = new Uint8Array(32).fill(1)
const place: SealedPlace = { table: 'connections', column: 'credentials', row: 7 }
const sealedError = expect.objectContaining({ name: 'StoreError', code: 'sealed' })

test.each(['', 'a', '{"token":"ключ 😀"}', 'x'.repeat(100_000)])('a sealed text opens again in its place', text => {
  expect(unseal(key, place, seal(key, place, text))).toBe(text)
})

test('a sealed text has the documented form, and never looks the same twice', () => {
  const [one, two] = [seal(key, place, 'secret'), seal(key, place, 'secret')]
  expect(one).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/)
  expect(one.split('.')[1]).toBe(keyId(key))
  expect(one).not.toBe(two)
})

test.each([
  { ...place, row: 8 },
  { ...place, column: 'name' },
  { ...place, table: 'resources' },
])('a sealed text that was copied elsewhere does not open', elsewhere => {
  expect(() => unseal(key, elsewhere, seal(key, place, 'secret'))).toThrow(sealedError)
})

test('with another key it does not open, and the error names both keys', () => {
  const other = new Uint8Array(32).fill(2)
  const open = () => unseal(other, place, seal(key, place, 'secret'))
  expect(open).toThrow(sealedError)
  expect(open).toThrow(keyId(key))
  expect(open).toThrow(keyId(other))
})

test('a text with any character changed does not open', () => {
  const sealed = seal(key, place, 'secret')
  for (let index = 0; index < sealed.length; index++) {
    const other = sealed[index] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, index) + other + sealed.slice(index + 1)
    // The last character of base64 may carry bits that mean nothing.
    if (
      Buffer.from(changed.split('.').at(-1)!, 'base64url').equals(
        Buffer.from(sealed.split('.').at(-1)!, 'base64url'),
      ) &&
      index > 30
    )
      continue
    expect(() => unseal(key, place, changed), `at ${index}`).toThrow(sealedError)
  }
})

test.each([
  '',
  'secret',
  'v2.a.b.c',
  'v1.a.b',
  `v1.${keyId(key)}..`,
  `v1.${keyId(key)}.AAAA.AAAA`,
  `v1.${keyId(key)}.a.b.c`,
])('what is no sealed text does not open: %s', value => {
  expect(() => unseal(key, place, value)).toThrow(sealedError)
})
