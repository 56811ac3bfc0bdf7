import type { TSchema } from 'typebox'
import type { Problem } from '../dns/problem.ts'

/** What Typebox says of a value that a schema doesn't take (JSON Schema's words, as AJV's). */
interface SchemaError {
  keyword: string
  schemaPath: string
  instancePath: string
  params: object
  message: string
}

/** The errors of one value as problems, each named once in words that help. Never empty, or the value would pass. */
export function schemaProblems(schema: TSchema, found: Iterable<unknown>): Problem[] {
  const errors = [...found] as SchemaError[]
  const places = Map.groupBy(errors, error => error.instancePath)
  const problems = [...places].flatMap(([pointer, group]) => {
    const isInside = errors.some(error => error.instancePath.startsWith(`${pointer}/`))
    return withoutOtherBranches(group, isInside).flatMap(error => problemsOf(schema, error))
  })
  if (problems.length > 0) return problems
  return [{ path: '', code: 'invalid', message: 'is not what this request takes' }]
}

/**
 * All branches of a union complain about a value that none takes. What counts is the branch that was meant: the one of the
 * value's own type, where there is one. Values to choose from are told together.
 */
function withoutOtherBranches(group: SchemaError[], isInside: boolean): SchemaError[] {
  if (!group.some(error => error.keyword === 'anyOf')) return group
  const told = group.filter(error => error.keyword !== 'anyOf')
  const constants = told.filter(error => error.keyword === 'const')
  if (constants.length > 0) return [choice(constants)]
  const inBranch = told.filter(error => error.keyword !== 'type')
  if (inBranch.length > 0 || isInside) return inBranch
  return [{ ...(told[0] ?? group[0]!), message: told.map(error => error.message).join(' or ') }]
}

function choice(errors: SchemaError[]): SchemaError {
  const allowedValues = errors.map(allowedValueOf)
  return { ...errors[0]!, keyword: 'enum', params: { allowedValues } }
}

function allowedValueOf({ params }: SchemaError): unknown {
  return (params as { allowedValue: unknown }).allowedValue
}

function problemsOf(schema: TSchema, error: SchemaError): Problem[] {
  const { keyword, instancePath, params, message } = error
  const path = pathOf(instancePath)
  switch (keyword) {
    case 'required':
      return (params as { requiredProperties: string[] }).requiredProperties.map(name => ({
        path: pathOf(`${instancePath}/${name}`),
        code: 'required',
        message: 'is required',
      }))
    // One for each field that `additionalProperties: false` refuses; of all of them together it's said once more.
    case 'boolean':
      return [{ path, code: 'unknown_field', message: 'is not a field of this request' }]
    case 'additionalProperties':
      return []
    case 'enum':
      return [{ path, code: 'not_allowed', message: `must be one of ${valuesOf(params)}` }]
    case 'const':
      return [{ path, code: 'not_allowed', message: `must be ${JSON.stringify(allowedValueOf(error))}` }]
    case 'pattern':
      return [{ path, code: 'wrong_form', message: expectation(schema, error.schemaPath) ?? message }]
    default:
      return [{ path, code: problemCodes[keyword] ?? 'invalid', message }]
  }
}

const problemCodes: Record<string, string> = {
  type: 'wrong_type',
  minLength: 'too_short',
  maxLength: 'too_long',
  minItems: 'too_few',
  maxItems: 'too_many',
  minProperties: 'too_few',
  maxProperties: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
  format: 'wrong_form',
  uniqueItems: 'duplicate_items',
}

function valuesOf(params: object): string {
  const { allowedValues } = params as { allowedValues: unknown[] }
  return allowedValues.map(value => JSON.stringify(value)).join(', ')
}

/** A pattern says nothing to people; the description beside it does. */
function expectation(schema: TSchema, schemaPath: string): string | undefined {
  const steps = schemaPath.split('/').slice(1)
  const place = steps.reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], schema)
  const description = (place as { description?: unknown } | undefined)?.description
  return typeof description === 'string' ? `must be ${description}` : undefined
}

/** A JSON pointer as a path for people and programs: `/values/2` is `values[2]`. */
function pathOf(pointer: string): string {
  const parts = pointer.split('/').slice(1)
  return parts.reduce((path, part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (/^\d+$/.test(name)) return `${path}[${name}]`
    return path === '' ? name : `${path}.${name}`
  }, '')
}
