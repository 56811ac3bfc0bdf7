import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudflareCapabilities as cloudflare } from '../../src/providers/cloudflare/capabilities.ts'
import { route53Capabilities as route53 } from '../../src/providers/route53/capabilities.ts'
import {
  composeValue,
  fullName,
  proxiableTypes,
  recordForms,
  recordInputProblems,
  relativeName,
  splitValue,
  typesOf,
  writesApexNs,
} from '../../src/sdk/record-input.ts'

const zone = 'example.com'
const docs = readFileSync(join(import.meta.dirname, '../../docs/reference/record-types.md'), 'utf8')
const examples = [...docs.matchAll(/^\| ([A-Z]+) \| `(.*)` \| `(.*)` \|$/gm)].map(([, type = '', , stored = '']) => ({
  type,
  // The documentation shows text as zone files have it.
  value: type === 'TXT' ? 'v=spf1 -all' : stored,
}))

test('every type that has a form takes its documented value apart and puts it together again', () => {
  expect(examples.length).toBeGreaterThan(15)
  for (const { type, value } of examples) {
    const { fields, texts } = splitValue(type, value)
    expect([type, fields]).toEqual([type, recordForms[type]?.fields])
    expect(composeValue(fields, texts)).toBe(value)
    expect(recordInputProblems({ name: 'www', type, values: [value] }, zone)).toEqual([])
  }
})

test('quotes and backslashes are shown plainly, and are escaped again', () => {
  const { fields, texts } = splitValue('CAA', '0 issue "a\\"b\\\\c"')
  expect(texts).toEqual(['0', 'issue', 'a"b\\c'])
  expect(composeValue(fields, texts)).toBe('0 issue "a\\"b\\\\c"')
})

test('a value that would not come back the same comes whole', () => {
  for (const value of ['0 issue unquoted', '\\# 2 0001', '0 issue "a\\\\123"']) {
    const { fields, texts } = splitValue('CAA', value)
    expect(texts).toEqual([value])
    expect(composeValue(fields, texts)).toBe(value)
  }
})

test('what is wrong is told with its path: name, type, time to live and each value', () => {
  const problems = recordInputProblems(
    { name: 'a..b', type: 'A', ttl: 0, values: ['192.0.2.1', '192.0.2.300', '192.0.2.1'] },
    zone,
  )
  expect(problems.map(({ path }) => path).sort()).toEqual(['name', 'ttl', 'values[1]', 'values[2]'])
  expect(recordInputProblems({ name: 'www', type: 'NOPE', values: ['x'] }, zone)[0]?.code).toBe('invalid_record_type')
  expect(recordInputProblems({ name: 'www.example.net.', type: 'A', values: ['192.0.2.1'] }, zone)[0]?.code).toBe(
    'name_outside_zone',
  )
})

test('a new value begins with what is usual, and is none until something is written', () => {
  const { fields, texts } = splitValue('MX', '')
  expect(texts).toEqual(['10', ''])
  expect(composeValue(fields, texts)).toBe('')
  expect(composeValue(fields, texts.with(1, 'mail'))).toBe('10 mail')
})

test('names are shown relative to their zone, and read back whole', () => {
  for (const [name, shown] of [
    ['example.com', '@'],
    ['www.example.com', 'www'],
    ['*.dev.example.com', '*.dev'],
  ] as const) {
    expect(relativeName(name, zone)).toBe(shown)
    expect(fullName(shown, zone)).toBe(name)
  }
  expect(fullName('Bücher', zone)).toBe('xn--bcher-kva.example.com')
  expect(fullName('a..b', zone)).toBeUndefined()
})

test('forms offer the types that the provider holds, and no others', () => {
  for (const [name, { types, proxied, apexNs }] of [
    ['route53', route53],
    ['cloudflare', cloudflare],
  ] as const) {
    expect([...typesOf(name)].sort()).toEqual([...types].filter(type => type !== 'SOA').sort())
    expect(proxiableTypes(name)).toEqual(proxied)
    expect(writesApexNs(name)).toBe(apexNs === 'write')
  }
  expect(typesOf('builtin')).toContain('SVCB')
})
