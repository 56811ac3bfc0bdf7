import { expect, test } from 'vitest'
import { domainName, domainProblems } from './domain-name.ts'

test.each([
  ['Example.COM.', 'example.com.'],
  ['bücher.example', 'xn--bcher-kva.example.'],
  ['_acme-challenge.example.com', '_acme-challenge.example.com.'],
  ['2.0.192.in-addr.arpa', '2.0.192.in-addr.arpa.'],
  ['0/25.2.0.192.in-addr.arpa', '0/25.2.0.192.in-addr.arpa.'],
])('%s may be a zone', (text, name) => {
  expect(domainProblems('domainName', text)).toEqual([])
  expect(domainName(text)).toBe(name)
})

test.each([
  ['com', ['too_few_labels']],
  ['.', ['too_few_labels']],
  ['', ['empty_name']],
  ['example.com..', ['empty_label']],
  ['a..b', ['empty_label']],
  ['192.0.2.1', ['not_a_domain']],
  ['-a.b-.com', ['invalid_label', 'invalid_label']],
  ['*.example.com', ['invalid_label']],
  ['exa mple.com', ['invalid_name_character']],
  ['ex\\.ample.com', ['invalid_label']],
  ['-', ['invalid_label', 'too_few_labels']],
])('%s may not, because of %j', (text, codes) => {
  expect(domainProblems('domainName', text).map(({ code }) => code)).toEqual(codes)
})
