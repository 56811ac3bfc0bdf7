import { describe, expect, test } from 'vitest'
import { readZoneFile } from './zone-file.ts'
import { fillTemplate } from './zone-file-template.ts'

const read = (text: string) => {
  const { records, problems } = readZoneFile(text, { zone: 'example.com.', defaultTtl: 300 })
  return [
    ...records.map(({ name, ttl, type, rdata }) => `${name} ${ttl} ${type} ${rdata}`),
    ...problems.map(({ line, column, code }) => `! ${line}:${column} ${code}`),
  ]
}

/** Compared with what named-compilezone of BIND 9.18 makes of the same lines. */
describe('$GENERATE', () => {
  test.each<[string, string, string[]]>([
    ['counts', '$GENERATE 1-2 h$ A 192.0.2.$', ['h1.example.com. 300 A 192.0.2.1', 'h2.example.com. 300 A 192.0.2.2']],
    [
      'counts in steps',
      '$generate 0-5/3 h$ 60 IN A 192.0.2.$ ; x',
      ['h0.example.com. 60 A 192.0.2.0', 'h3.example.com. 60 A 192.0.2.3'],
    ],
    ['takes class before TTL', '$GENERATE 8-8 o$ CLASS1 60 A 192.0.2.$', ['o8.example.com. 60 A 192.0.2.8']],
    ['fills in names of other names', '$GENERATE 7-7 $ CNAME $.0-63', ['7.example.com. 300 CNAME 7.0-63.example.com.']],
    ['unwraps data in quotes', '$GENERATE 1-1 m$ MX "10 mail$"', ['m1.example.com. 300 MX 10 mail1.example.com.']],
    [
      'keeps quotes that are escaped in quotes',
      '$GENERATE 1-1 t$ TXT "a \\"b $\\""',
      ['t1.example.com. 300 TXT "a" "b 1"'],
    ],
    ['takes data of several words', '$GENERATE 1-1 m$ MX 10 mail$', ['m1.example.com. 300 MX 10 mail1.example.com.']],
    ['keeps escaped dollar signs', '$GENERATE 1-1 a\\$$ PTR a$$b$', ['a\\$1.example.com. 300 PTR a\\$b1.example.com.']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))

  test.each<[string, string, string]>([
    ['without a range', '$GENERATE h$ A 192.0.2.$', '! 1:11 invalid_generate'],
    ['with a range that goes down', '$GENERATE 2-1 h$ A 192.0.2.$', '! 1:11 invalid_generate'],
    ['with steps of 0', '$GENERATE 1-2/0 h$ A 192.0.2.$', '! 1:11 invalid_generate'],
    ['without owner', '$GENERATE 1-2', '! 1:14 missing_field'],
    ['without type', '$GENERATE 1-2 h$', '! 1:17 missing_type'],
    ['with a bad modifier', `$GENERATE 1-2 h\${1,2,z} A 192.0.2.$`, '! 1:16 invalid_generate'],
    ['with an open modifier', `$GENERATE 1-2 h\${1 A 192.0.2.$`, '! 1:16 invalid_generate'],
    ['with too wide a number', `$GENERATE 1-2 h\${0,128} A 192.0.2.$`, '! 1:16 invalid_generate'],
    ['with numbers below 0', `$GENERATE 1-2 h\${-2} A 192.0.2.$`, '! 1:16 invalid_generate'],
    ['with too many records', '$GENERATE 0-65536 h$ A 192.0.2.1', '! 1:11 too_many_generated'],
  ])('%s is a problem', (_, text, expected) => expect(read(text)).toEqual([expected]))

  test('stops at the first record that is wrong', () => {
    expect(read('$GENERATE 254-300 h$ A 192.0.2.$')).toEqual([
      'h254.example.com. 300 A 192.0.2.254',
      'h255.example.com. 300 A 192.0.2.255',
      '! 1:24 invalid_ipv4_address',
    ])
  })

  test('makes up to 65,536 records in one file', () => {
    const text = '$GENERATE 0-65534 h$ A 192.0.2.1\n$GENERATE 1-1 x$ A 192.0.2.1\n$GENERATE 1-1 y$ A 192.0.2.1'
    const { records, problems } = readZoneFile(text, { origin: 'example.com.', defaultTtl: 1 })
    expect(records).toHaveLength(65_536)
    expect(problems).toMatchObject([{ line: 3, code: 'too_many_generated' }])
  })
})

describe('templates', () => {
  test.each<[string, number, string]>([
    ['a$b$', 7, 'a7b7'],
    [`\${0}`, 7, '7'],
    [`\${-5}`, 7, '2'],
    [`\${+5}`, 7, '12'],
    [`\${0,3}`, 7, '007'],
    [`\${0,3,d}`, 1234, '1234'],
    [`\${0,3,o}`, 8, '010'],
    [`\${0,0,x}`, 255, 'ff'],
    [`\${1,4,X}`, 254, '00FF'],
    [`\${0,1,n}`, 18, '2.1'],
    [`\${0,5,n}`, 1, '1.0.0'],
    [`\${0,4,n}`, 1, '1.0.'],
    [`\${0,3,N}`, 171, 'B.A'],
    ['\\$\\\\$', 7, '\\$\\\\7'],
  ])('%s with %i is %s', (template, number, expected) => expect(fillTemplate(template, number)).toBe(expected))
})
