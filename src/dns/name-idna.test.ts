import { expect, test } from 'vitest'
import { parseName } from './name.ts'

test.each([
  ['bücher.example', 'xn--bcher-kva.example.'],
  ['BÜCHER.example', 'xn--bcher-kva.example.'],
  ['bu\u0308cher.example', 'xn--bcher-kva.example.'],
  ['faß.de', 'xn--fa-hia.de.'],
  ['例え.テスト', 'xn--r8jz45g.xn--zckzah.'],
  ['例え。テスト。', 'xn--r8jz45g.xn--zckzah.'],
  ['_dienst.bücher.example', '_dienst.xn--bcher-kva.example.'],
  ['*.bücher.example', '*.xn--bcher-kva.example.'],
  ['１２７.example', '127.example.'],
  ['１２７', '127.'],
  ['ＷＷＷ.example', 'www.example.'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example.'],
])('%s becomes %s', (text, name) => {
  expect(parseName(text)).toBe(name)
})

test.each([
  'ü:80',
  'ü/x',
  'ü?',
  'ü#',
  'ü%41',
  'ü\\.x',
  'a b.ü c',
  '\u00ad',
  'ü／x',
  '％41ü',
  '\ud800',
  '\u200d',
  'xn--ü',
])('%j is no internationalized label', text => {
  expect(() => parseName(`${text}.example`)).toThrow(expect.objectContaining({ name: 'DnsError' }))
})

test('a label is measured as an A-label', () => {
  expect(() => parseName(`${'ü'.repeat(60)}.example`)).toThrow(expect.objectContaining({ name: 'DnsError' }))
})
