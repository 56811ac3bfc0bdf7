import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Settings } from 'typebox/system'
import { expect, test } from 'vitest'
import { schemaProblems } from './schema-problems.ts'

Settings.Set({ maxErrors: 1000 })

function problems(schema: TSchema, value: unknown): string[] {
  return schemaProblems(schema, Compile(schema).Errors(value)).map(({ path, code }) => `${path} ${code}`)
}

const Strict = { additionalProperties: false }
const Point = Type.Object({ x: Type.Number(), y: Type.Number() }, Strict)
const Body = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z]+$', description: 'small letters' }),
    place: Type.Union([Point, Type.Null()]),
    colour: Type.Union([Type.Literal('red'), Type.Literal('blue')]),
    tags: Type.Array(Type.String({ maxLength: 3 }), { uniqueItems: true }),
  },
  Strict,
)
const good = { name: 'a', place: null, colour: 'red', tags: [] }

test.each<[string, object, string[]]>([
  ['a pattern', { name: 'A' }, ['name wrong_form']],
  ['a choice', { colour: 'green' }, ['colour not_allowed']],
  ['a choice of another type', { colour: 7 }, ['colour not_allowed']],
  ['neither branch of a union', { place: 7 }, ['place wrong_type']],
  ['the meant branch of a union', { place: { x: 'a', y: 1 } }, ['place.x wrong_type']],
  ['what the meant branch lacks', { place: {} }, ['place.x required', 'place.y required']],
  ['items', { tags: ['a', 'long', 5] }, ['tags[1] too_long', 'tags[2] wrong_type']],
  ['repeated items', { tags: ['a', 'a'] }, ['tags duplicate_items']],
  ['unknown fields', { more: 1, 'and/more~': 2 }, ['more unknown_field', 'and/more~ unknown_field']],
])('%s: told once, at its place', (_, change, expected) => {
  expect(problems(Body, { ...good, ...change })).toEqual(expected)
})

test('missing fields are told one by one', () => {
  expect(problems(Body, {})).toEqual(['name required', 'place required', 'colour required', 'tags required'])
})

test('a pattern is told in the words of its description', () => {
  const [problem] = schemaProblems(Body, Compile(Body).Errors({ ...good, name: 'A' }))
  expect(problem?.message).toBe('must be small letters')
})

test('the values to choose from are told', () => {
  const [problem] = schemaProblems(Body, Compile(Body).Errors({ ...good, colour: 'green' }))
  expect(problem?.message).toBe('must be one of "red", "blue"')
})

test('the one value that there is to choose is told', () => {
  const Query = Type.Object({ wait: Type.Optional(Type.Literal('insync')) }, Strict)
  expect(schemaProblems(Query, Compile(Query).Errors({ wait: 'never' }))).toEqual([
    { path: 'wait', code: 'not_allowed', message: 'must be "insync"' },
  ])
})

test('a value that is refused without a reason is refused all the same', () => {
  expect(schemaProblems(Body, [])).toHaveLength(1)
})
