import { expect, test } from 'vitest'
import { textSize } from './text-size.ts'

test.each([
  ['""', 0],
  ['"abc"', 3],
  ['"ab" "cd"', 4],
  ['"" ""', 0],
  ['"a b"', 3],
  ['"\\"" "\\\\"', 2],
  ['"\\195\\169"', 2],
  ['"\\" \\""', 3],
  ['"a" "" "b"', 2],
])('the text of %s has %i bytes', (rdata, bytes) => {
  expect(textSize(rdata)).toBe(bytes)
})
