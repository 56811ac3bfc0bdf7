import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { readJsonBody } from './json-body.ts'

test('any JSON value is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
      const text = JSON.stringify(value, null, 1)
      expect(readJsonBody(bytes(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('an empty body is nothing', () => {
  expect(readJsonBody(bytes(''))).toBeUndefined()
  expect(readJsonBody(bytes(' \r\n'))).toBeUndefined()
})

test.each([
  ['cut off', '{"a":'],
  ['with a comma too many', '[1,]'],
  ['with a comment', '{} // x'],
  ['NaN', 'NaN'],
])('a body that is not JSON, %s, is refused', (_title, text) => {
  expect(codeOf(() => readJsonBody(bytes(text)))).toBe('invalid_json')
})

test.each([
  ['with another value', '{"a":1,"a":2}', ['a']],
  ['with the same value', '{"a":1,"a":1}', ['a']],
  ['written differently', '{"a":1,"\\u0061":2}', ['a']],
  ['in an inner object', '{"x":[{"b":1,"c":{},"b":2}],"a":1,"a":2}', ['b', 'a']],
])('a key twice in one object, %s, is refused and named', (_title, text, paths) => {
  try {
    readJsonBody(bytes(text))
    expect.unreachable()
  } catch (error) {
    expect((error as AppError).details?.map(({ path }) => path)).toEqual(paths)
  }
})

test('keys in different objects, and strings that look like keys, are no duplicates', () => {
  const text = '{"a":{"a":1},"b":[{"a":2},{"a":"a"}],"c":"\\"a\\":1,\\"a\\":2"}'
  expect(readJsonBody(bytes(text))).toEqual(JSON.parse(text))
})

test('bytes that are not UTF-8 are refused', () => {
  expect(codeOf(() => readJsonBody(new Uint8Array([0x22, 0xff, 0x22])))).toBe('invalid_json')
  expect(codeOf(() => readJsonBody(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])))).toBe('invalid_json')
})

test('nesting without end is refused, whatever its depth', () => {
  expect(codeOf(() => readJsonBody(bytes('['.repeat(40) + ']'.repeat(40))))).toBe('invalid_json')
  expect(codeOf(() => readJsonBody(bytes('['.repeat(400_000))))).toBe('invalid_json')
  expect(codeOf(() => readJsonBody(bytes(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)))).toBe('invalid_json')
})

test('a key called __proto__ stays a field of its own', () => {
  const value = readJsonBody(bytes('{"__proto__":{"admin":true}}')) as object
  expect(Object.keys(value)).toEqual(['__proto__'])
  expect('admin' in value).toBe(false)
})

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
  return undefined
}
