import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readPlainYaml, scalarText } from './plain-yaml.ts'

const whole = (text: string): unknown => parse(text, { schema: 'failsafe', merge: true })

/** Pieces that lie near the limits of what is plain. */
const piece = fc.constantFrom(
  ...[
    'a',
    'www',
    '10',
    ' ',
    '  ',
    ': ',
    ':',
    '#',
    ' #',
    '-',
    '- ',
    '"',
    "'",
    '\\',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&',
    '*',
    '!',
    '|',
    '>',
  ],
  ...[
    '%',
    '@',
    '`',
    '?',
    '~',
    '2001:db8::',
    '\t',
    'ü',
    '\u0085',
    '\u2028',
    '\ufeff',
    '<<',
    'null',
    'yes',
    '.',
    '=',
    ';',
    '/',
    '\n',
  ],
)
const scalar = fc.array(piece, { minLength: 0, maxLength: 6 }).map(pieces => pieces.join(''))

test('whatever text is written comes back the same, from this reader and from one of all of YAML', () => {
  fc.assert(
    fc.property(fc.array(scalar, { minLength: 1, maxLength: 4 }), scalar, (values, name) => {
      const lines = [
        'example.com:',
        `  - name: ${scalarText(name)}`,
        '    values:',
        ...values.map(value => `      - ${scalarText(value)}`),
      ]
      const text = `${lines.join('\n')}\n`
      expect(whole(text)).toEqual({ 'example.com': [{ name, values }] })
      const quick = readPlainYaml(text)
      if (quick !== undefined) expect(quick.value).toEqual({ 'example.com': [{ name, values }] })
    }),
    { numRuns: 2_000 },
  )
})

test('what this reader takes a reader of all of YAML takes for the same, also where it was written by hand', () => {
  const line = fc.oneof(
    scalar.map(text => `  - name: ${text}`),
    scalar.map(text => `    type: ${text}`),
    fc.constant('    values:'),
    scalar.map(text => `      - ${text}`),
    fc.constantFrom(
      '',
      '# note',
      'example.com:',
      'other.example:',
      'example.com: []',
      '  - {name: a}',
      '    ttl: 5',
      '    values: [a]',
      '---',
      '...',
      '  # note',
    ),
    scalar,
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), lines => {
      const text = ['example.com:', ...lines].join('\n')
      const quick = readPlainYaml(text)
      if (quick !== undefined) expect(whole(text)).toEqual(quick.value)
    }),
    { numRuns: 20_000 },
  )
})

test('the usual form is read by it', () => {
  const text = `# zones\nexample.com:\n  - name: "@"\n    type: MX\n    ttl: 300\n    values:\n      - 10 mail.example.com.\n\n  - name: 'it''s'\n    type: A\n    values:\n      - 2001:db8::1\nother.example:\n  - name: www\n`
  expect(readPlainYaml(text)?.value).toEqual({
    'example.com': [
      { name: '@', type: 'MX', ttl: '300', values: ['10 mail.example.com.'] },
      { name: "it's", type: 'A', values: ['2001:db8::1'] },
    ],
    'other.example': [{ name: 'www' }],
  })
})

test.each([
  '',
  'example.com:\n',
  'a.example:\n  - name: b # c\n',
  'a.example:\n  - name: &b c\n',
  'a.example:\n  - {name: b}\n',
  'a.example:\n  - name: b\n    name: c\n',
  'a.example:\n  - name: b\r\n',
])('what is not plain is left to the other reader: %j', text => {
  expect(readPlainYaml(text)).toBeUndefined()
})
