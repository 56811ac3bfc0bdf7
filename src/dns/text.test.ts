import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRdata } from './rdata.ts'
import { textFromRdata, textToRdata } from './text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('strings are joined with nothing between them', () => {
  expect(textFromRdata('"v=spf1 " "-all"')).toEqual(bytes('v=spf1 -all'))
  expect(textFromRdata('"\\"\\\\\\195\\188"')).toEqual(bytes('"\\ü'))
  expect(textFromRdata('""')).toEqual(bytes(''))
})

test('text is split after every 255 bytes', () => {
  expect(textToRdata(bytes(''))).toBe('""')
  expect(textToRdata(bytes('a"b\\c\n'))).toBe('"a\\"b\\\\c\\010"')
  expect(textToRdata(bytes('x'.repeat(255)))).toBe(`"${'x'.repeat(255)}"`)
  expect(textToRdata(bytes('x'.repeat(256)))).toBe(`"${'x'.repeat(255)}" "x"`)
})

test('any bytes come back, by way of canonical data', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), text => {
      const rdata = textToRdata(text)
      expect(textFromRdata(rdata)).toEqual(text)
      expect(parseRdata('TXT', rdata)).toBe(rdata)
    }),
  )
})
