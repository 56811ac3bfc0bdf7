import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base32HexBytes, base32HexText, base64Bytes, base64Text, hexBytes, hexText } from './encodings.ts'

test.each([
  ['hex', hexText, hexBytes],
  ['base64', base64Text, base64Bytes],
  ['base32hex', base32HexText, base32HexBytes],
] as const)('any bytes come back from %s', (_, write, read) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), bytes => void expect(read(write(bytes))).toEqual(bytes)))
})

test('the examples of RFC 4648 §10', () => {
  const bytes = new TextEncoder().encode('foobar')
  expect(hexText(bytes)).toBe('666f6f626172')
  expect(base64Text(bytes)).toBe('Zm9vYmFy')
  expect(base32HexText(bytes)).toBe('cpnmuoj1e8')
  expect(base32HexText(bytes.slice(0, 4))).toBe('cpnmuog')
})

test('other text gives nothing', () => {
  expect(['a', 'gg', '0 ', 'ab-'].map(hexBytes)).toEqual([undefined, undefined, undefined, undefined])
  expect(['a', 'ab==c', 'abc', 'a===', 'ab c', '_-=='].map(base64Bytes)).toEqual(Array(6).fill(undefined))
  expect(['w0', '0', '000', '000000', '00='].map(base32HexBytes)).toEqual(Array(5).fill(undefined))
})

test('capitals are read as well', () => {
  expect(hexBytes('aB')).toEqual(Uint8Array.of(0xab))
  expect(base32HexBytes('CPNMUOG')).toEqual(base32HexBytes('cpnmuog'))
})
