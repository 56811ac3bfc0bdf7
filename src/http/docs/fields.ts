import type { JsonSchema } from './document.ts'

/** A row of a table of fields: those of inner objects by their whole paths, `changes[].name`. */
export interface Field {
  path: string
  type: string
  required: boolean
  text: string
}

/** Deeper than this nothing is told; the OpenAPI document has it. */
const deepest = 4

export function fieldsOf(schema: JsonSchema, place = '', depth = 0): Field[] {
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return withoutRepeats(alternatives.flatMap(one => fieldsOf(one, place, depth)))
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = place === '' ? name : `${place}.${name}`
    const required = schema.required?.includes(name) ?? false
    const field = { path, type: typeOf(property), required, text: textOf(property) }
    return [field, ...(depth < deepest ? innerFields(property, path, depth + 1) : [])]
  })
}

function innerFields(schema: JsonSchema, path: string, depth: number): Field[] {
  const inner = schema.items === undefined ? schema : schema.items
  return fieldsOf(inner, schema.items === undefined ? path : `${path}[]`, depth)
}

function alternativesOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] {
  return anyOf ?? oneOf ?? []
}

/** A field that several alternatives have is told once, as the first has it. */
function withoutRepeats(fields: readonly Field[]): Field[] {
  return [...new Map(fields.toReversed().map(field => [field.path, field])).values()].reverse()
}

export function typeOf(schema: JsonSchema): string {
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeOf))].join(' or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' or ')
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`
  return typeof schema.type === 'object' ? schema.type.join(' or ') : (schema.type ?? 'any')
}

/** What is said of a field, and within which bounds it has to be. */
export function textOf(schema: JsonSchema): string {
  const bounds = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minItems, schema.maxItems, ' items'),
    range(schema.minLength, schema.maxLength, ' characters'),
    schema.default === undefined ? '' : `default \`${JSON.stringify(schema.default)}\``,
  ]
  return [schema.description ?? '', ...bounds].filter(text => text !== '').join('; ')
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (most === undefined) return least === undefined || least <= 1 ? '' : `${least}${unit} at least`
  return least === undefined ? `${most}${unit} at most` : `${least} to ${most}${unit}`
}
