import { expect, test } from 'vitest'
import { tokenize } from './tokens.ts'

const texts = (text: string) => tokenize(text).map(token => (token.quoted ? [token.text] : token.text))

test('words are parted by white space, and know where they stand', () => {
  expect(tokenize(' 10\tmail  "a b"')).toEqual([
    { text: '10', quoted: false, column: 1 },
    { text: 'mail', quoted: false, column: 4 },
    { text: 'a b', quoted: true, column: 10 },
  ])
})

test.each([
  ['', []],
  ['""', [['']]],
  ['"a\\"b"', [['a\\"b']]],
  ['"a;b(c"', [['a;b(c']]],
  ['"a""b"', [['a'], ['b']]],
  ['a\\ b', ['a\\ b']],
  ['a\\;b', ['a\\;b']],
  ['a\\"b', ['a\\"b']],
  ['a\\\\ b', ['a\\\\', 'b']],
  ['alpn="h2,h3" port=53', ['alpn="h2,h3"', 'port=53']],
  ['key1="a b\\"c" x', ['key1="a b\\"c"', 'x']],
  ['a\\', ['a\\']],
  ['a ( b\n c ; comment (\n d ) e', ['a', 'b', 'c', 'd', 'e']],
  ['(a)(b)', ['a', 'b']],
  ['a\r\n', ['a']],
  ['ünï "çödé"', ['ünï', ['çödé']]],
])('%j', (text, tokens) => {
  expect(texts(text)).toEqual(tokens)
})

test.each([
  ['"abc', 'unterminated_string', 0],
  ['a "b\nc"', 'unterminated_string', 2],
  ['a "b\\"', 'unterminated_string', 2],
  ['k="b', 'unterminated_string', 2],
  ['"a"b', 'missing_space', 3],
  ['a"b"', 'missing_space', 1],
  ['a ( b', 'unbalanced_parentheses', 2],
  ['a ) b', 'unbalanced_parentheses', 2],
  ['( ( ) )', 'unbalanced_parentheses', 2],
  ['v=DKIM1; k=rsa', 'unquoted_semicolon', 7],
  ['a\nb', 'unexpected_line_break', 1],
])('%j is refused with %s at column %i', (text, code, column) => {
  expect(() => tokenize(text)).toThrow(expect.objectContaining({ name: 'DnsError', code, column }))
})
