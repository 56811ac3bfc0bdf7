import { expect, test } from 'vitest'
import { DnsError } from '../dns/problem.ts'
import { ownerName } from './owner-name.ts'

const zone = 'example.com.'

test.each([
  ['@', 'example.com.'],
  ['www', 'www.example.com.'],
  ['WWW', 'www.example.com.'],
  ['www.example.com', 'www.example.com.'],
  ['www.Example.com.', 'www.example.com.'],
  ['example.com', 'example.com.'],
  ['notexample.com', 'notexample.com.example.com.'],
  ['a.b', 'a.b.example.com.'],
  ['*', '*.example.com.'],
  ['_dmarc', '_dmarc.example.com.'],
  ['bücher', 'xn--bcher-kva.example.com.'],
  ['a\\.example.com', 'a\\.example.com.example.com.'],
])('in example.com, %s is %s', (text, name) => {
  expect(ownerName(text, zone)).toBe(name)
})

test.each([
  ['www.example.net.', 'name_outside_zone'],
  ['notexample.com.', 'name_outside_zone'],
  ['com.', 'name_outside_zone'],
  ['.', 'name_outside_zone'],
  ['', 'empty_name'],
  ['a..b', 'empty_label'],
  ['x'.repeat(64), 'label_too_long'],
  [`${'x'.repeat(60)}.`.repeat(4).slice(0, -1), 'name_too_long'],
])('%s is refused as %s', (text, code) => {
  expect(() => ownerName(text, zone)).toThrow(expect.objectContaining({ name: DnsError.name, code }))
})
