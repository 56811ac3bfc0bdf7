import type { FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Settings } from 'typebox/system'
import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { RequestInput } from './route.ts'
import { schemaProblems } from './schema-problems.ts'

type Validator = (input: RequestInput) => readonly Problem[]

/** Problems told of one part of a request. Typebox stops at 8; a set of 400 wrong values has more, and a body of junk endlessly many. */
const maxErrors = 1000

/**
 * A check of everything that a route's schemas, and its `config.check`, say about a request. All problems come at once:
 * those of the path, the query and the body, of the schema and of what lies beyond it.
 */
export function validatorOf(route: RouteOptions): (request: FastifyRequest) => Promise<void> {
  const validators = partsOf(route.schema ?? {})
  const check = route.config?.check
  if (check !== undefined) validators.push(check)
  return async request => {
    const input = { params: request.params, query: request.query, body: request.body }
    const problems = validators.flatMap(validate => validate(input))
    if (problems.length === 0) return
    const further = (await route.config?.checkFurther?.(request)) ?? []
    throw problemsError(withoutRepeats([...problems, ...further]))
  }
}

function partsOf(schema: FastifySchema): Validator[] {
  Settings.Set({ maxErrors })
  const parts = { params: schema.params, query: schema.querystring, body: schema.body }
  return Object.entries(parts).flatMap(([part, partSchema]) => {
    return partSchema === undefined ? [] : [validatorOfPart(part as keyof RequestInput, partSchema as TSchema)]
  })
}

function validatorOfPart(part: keyof RequestInput, schema: TSchema): Validator {
  const compiled = Compile(schema)
  return input => {
    const value = input[part]
    if (value === undefined) return [{ path: '', code: 'required', message: 'a JSON body is needed' }]
    return compiled.Check(value) ? [] : schemaProblems(schema, compiled.Errors(value))
  }
}

/** A field that is of the wrong type is told once, however many rules it breaks. */
function withoutRepeats(problems: Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ path, code }) => {
    const key = `${path} ${code}`
    return seen.has(key) ? false : seen.add(key)
  })
}
