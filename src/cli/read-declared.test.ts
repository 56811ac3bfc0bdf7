import { expect, test } from 'vitest'
import { readDeclared } from './read-declared.ts'

const read = (text: string, file = 'zones.yaml') => readDeclared(file, text)
const setsOf = (text: string, file?: string) =>
  read(text, file).zones.flatMap(({ sets }) => sets.map(({ place: _, ...set }) => set))

test('every word is text, whatever YAML would make of it', () => {
  const text = 'example.com:\n  - {name: 10, type: TXT, values: [no, 1.10, 0x10, null, ~, 2030-01-01, 1e3]}\n'
  expect(setsOf(text)).toEqual([
    { name: '10', type: 'TXT', values: ['no', '1.10', '0x10', 'null', '~', '2030-01-01', '1e3'] },
  ])
})

test('anchors, merges, comments and several zones are read as YAML has them', () => {
  const text = `usual: &usual {ttl: 60, type: A}
`
  expect(read(text).problems).toEqual([
    expect.stringContaining('usual: a domain has two labels'),
    expect.stringContaining('usual: should be a list'),
  ])
  const anchored = `a.example: # first
  - &www {name: www, type: A, ttl: 60, values: 192.0.2.1}
  - <<: *www
    name: api
b.example:
  - *www
`
  expect(
    read(anchored).zones.map(({ domain, sets }) => [domain, sets.map(({ name, ttl }) => `${name} ${ttl}`)]),
  ).toEqual([
    ['a.example', ['www 60', 'api 60']],
    ['b.example', ['www 60']],
  ])
})

test('numbers and Booleans of JSON are taken too', () => {
  const json = JSON.stringify({
    'Example.COM.': [{ name: 'p', type: 'A', ttl: 1, proxied: true, values: ['192.0.2.1'] }],
  })
  expect(setsOf(json, 'zones.json')).toEqual([{ name: 'p', type: 'A', ttl: 1, proxied: true, values: ['192.0.2.1'] }])
  expect(read(json, 'zones.json').zones[0]?.domain).toBe('example.com')
})

test.each([
  ['zones.json', '{', /^zones\.json: .*JSON/],
  ['zones.yaml', 'a: [', /^zones\.yaml:1:\d+: /],
  ['zones.yaml', '- a', /should be domains/],
  ['zones.yaml', 'a.example:\n  - text\n', /a\.example\[0\]: should be a record set/],
  ['zones.yaml', 'a.example:\n  - {name: b, type: A, ttl: soon, values: x}\n', /a\.example\[0\] b: ttl can't be read/],
  ['zones.yaml', 'a.example:\n  - {name: b, type: A}\n', /values are missing/],
  ['zones.yaml', 'a.example:\n  - {name: b, type: A, value: x, values: [[1]]}\n', /there is no field value/],
  [
    'zones.json',
    '{"a.example": [{"name": "b", "type": "A", "values": ["x"], "__proto__": {}}]}',
    /there is no field __proto__/,
  ],
  ['zones.yaml', manyAliases(), /alias/],
])('what is no description of zones is told with its place: %s %j', (file, text, problem) => {
  const { problems } = read(text, file)
  expect(problems.length).toBeGreaterThan(0)
  expect(problems.join('\n')).toMatch(problem)
})

test('an anchor may be used as often as there are sets', () => {
  const sets = Array.from({ length: 2_000 }, (_, index) => `  - <<: *usual\n    name: h${index}\n`).join('')
  const text = `a.example:\n  - &usual {name: first, type: A, ttl: 60, values: 192.0.2.1}\n${sets}`
  expect(read(text).zones[0]?.sets).toHaveLength(2_001)
})

/** Each of nine stands for nine of the one before. */
function manyAliases(): string {
  const lines = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`)
  return ['a0: &a0 [x]', ...lines].join('\n')
}
