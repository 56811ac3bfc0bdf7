import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseName } from './name.ts'
import { withUnicodeLabels } from './name-unicode.ts'

test.each([
  ['xn--bcher-kva.example.com', 'bücher.example.com'],
  ['www.xn--bcher-kva.xn--p1ai.', 'www.bücher.рф.'],
  ['10 mail.xn--bcher-kva.example.', '10 mail.bücher.example.'],
  // The samples of RFC 3492 §7.1: (B) and (L).
  ['xn--ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
  ['xn--3b-ww4c5e180e575a65lsy2b', '3年b組金八先生'],
  ['xn--ls8h.example', '💩.example'],
  ['plain.example.com', 'plain.example.com'],
])('%s reads %s', (ascii, unicode) => {
  expect(withUnicodeLabels(ascii)).toBe(unicode)
})

test.each([
  'xn--.example',
  'xn---.example',
  'xn--a_b.example',
  'xn--a.example',
  'xn--abc-.example',
  'xn--99999999.example',
  'axn--bcher-kva.example',
])('%s stays as it is', text => {
  expect(withUnicodeLabels(text)).toBe(text)
})

test('what a label is parsed to reads as the label', () => {
  const label = fc.stringMatching(/^[äöüßéèçñøåабвгдежαβγδεあいうえお日本語]{1,12}$/u)
  fc.assert(fc.property(label, text => withUnicodeLabels(parseName(`${text}.example.`)) === `${text}.example.`))
})

test('no text makes it fail', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^xn--[a-z0-9-]{0,60}$/), text => typeof withUnicodeLabels(text) === 'string'),
  )
})
