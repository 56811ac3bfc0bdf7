import type { FastifyRequest, RouteOptions } from 'fastify'
import { IsOptional, type TSchema } from 'typebox'
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
export function validatorOf({ schema = {}, config }: RouteOptions): (request: FastifyRequest) => Promise<void> {
  Settings.Set({ maxErrors })
  const checkPath = validatorOfPart('params', schema.params)
  const checkRest = [validatorOfPart('query', schema.querystring), validatorOfPart('body', schema.body)]
  return async request => {
    const input = { params: request.params, query: request.query, body: request.body }
    const ofPath = checkPath(input)
    const ofRest = [...checkRest.flatMap(check => check(input)), ...(config?.check?.(input) ?? [])]
    if (ofPath.length + ofRest.length === 0) return
    // What a path that is wrong leads to can't be looked at.
    const further = ofPath.length === 0 ? ((await config?.checkFurther?.(request)) ?? []) : []
    throw problemsError(withoutRepeats([...ofPath, ...ofRest, ...further]))
  }
}

function validatorOfPart(part: keyof RequestInput, schema: unknown): Validator {
  if (schema === undefined) return () => []
  const compiled = Compile(schema as TSchema)
  const isOptional = IsOptional(schema)
  return input => {
    const value = input[part]
    if (value === undefined) return isOptional ? [] : [{ path: '', code: 'required', message: 'a JSON body is needed' }]
    return compiled.Check(value) ? [] : schemaProblems(schema as TSchema, compiled.Errors(value))
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
