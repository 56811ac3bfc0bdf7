import type { FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { RequestInput } from './route.ts'

type Validator = (input: RequestInput) => Problem[]

/**
 * A check of everything that a route's schemas, and its `config.check`, say about a request. All problems come at once:
 * those of the path, the query and the body, of the schema and of what lies beyond it.
 */
export function validatorOf(route: RouteOptions): (request: FastifyRequest) => void {
  const validators = partsOf(route.schema ?? {})
  const check = route.config?.check
  if (check !== undefined) validators.push(check)
  return request => {
    const input = { params: request.params, query: request.query, body: request.body }
    const problems = validators.flatMap(validate => validate(input))
    if (problems.length > 0) throw problemsError(withoutRepeats(problems))
  }
}

function partsOf(schema: FastifySchema): Validator[] {
  const parts = { params: schema.params, query: schema.querystring, body: schema.body }
  return Object.entries(parts).flatMap(([part, partSchema]) => {
    if (partSchema === undefined) return []
    const compiled = Compile(partSchema as TSchema)
    return [(input: RequestInput) => problemsOf(compiled, input[part as keyof RequestInput])]
  })
}

type SchemaError = { keyword: string; instancePath: string; params: object; message: string }

function problemsOf(
  compiled: { Check(value: unknown): boolean; Errors(value: unknown): Iterable<unknown> },
  value: unknown,
): Problem[] {
  if (value === undefined) return [{ path: '', code: 'required', message: 'a JSON body is needed' }]
  if (compiled.Check(value)) return []
  const errors = [...compiled.Errors(value)] as SchemaError[]
  // The branches of a union each complain; what counts is what the union as a whole would have taken.
  const allowed = Map.groupBy(
    errors.filter(error => error.keyword === 'const'),
    error => error.instancePath,
  )
  const choices = [...allowed].map(([path, group]) => choiceProblem(path, group))
  const others = errors.filter(error => error.keyword !== 'const' && !allowed.has(error.instancePath))
  return [...others.flatMap(problemsOfError), ...choices]
}

function choiceProblem(instancePath: string, errors: SchemaError[]): Problem {
  const values = errors.map(error => JSON.stringify((error.params as { allowedValue: unknown }).allowedValue))
  return { path: pathOf(instancePath), code: 'not_allowed', message: `must be one of ${values.join(', ')}` }
}

function problemsOfError({ keyword, instancePath, params, message }: SchemaError): Problem[] {
  const at = (name: string) => pathOf(`${instancePath}/${name}`)
  switch (keyword) {
    case 'required':
      return (params as { requiredProperties: string[] }).requiredProperties.map(name => ({
        path: at(name),
        code: 'required',
        message: 'is required',
      }))
    case 'additionalProperties':
      return (params as { additionalProperties: string[] }).additionalProperties.map(name => ({
        path: at(name),
        code: 'unknown_field',
        message: 'is not a field of this request',
      }))
    // Said again by `additionalProperties`, and by the branches' own errors.
    case 'boolean':
    case 'anyOf':
      return []
    default:
      return [{ path: pathOf(instancePath), code: problemCodes[keyword] ?? 'invalid', message }]
  }
}

const problemCodes: Record<string, string> = {
  type: 'wrong_type',
  minLength: 'too_short',
  maxLength: 'too_long',
  minItems: 'too_few',
  maxItems: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
  pattern: 'wrong_form',
  format: 'wrong_form',
  uniqueItems: 'duplicate_items',
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

/** A field that is of the wrong type is told once, however many rules it breaks. */
function withoutRepeats(problems: Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ path, code }) => {
    const key = `${path} ${code}`
    return seen.has(key) ? false : seen.add(key)
  })
}
