/** Bodies that are wrong in one way each, made from a schema and a body that is right. */

/** The part of JSON Schema that the API's bodies are written in. */
export interface BodySchema {
  type?: string
  properties?: Record<string, BodySchema>
  required?: string[]
  items?: BodySchema
  additionalProperties?: boolean
  enum?: unknown[]
  anyOf?: BodySchema[]
  maxLength?: number
  maxItems?: number
  maximum?: number
}

export interface BadBody {
  what: string
  /** Where the reply shall say that something is wrong. */
  path: string
  body: unknown
}

/** Fields whose text is data: every character may stand in it, and TXT records have use for all of them. */
const data = /(^|\.|\])(value|values\[\d+\])$/

export function badBodies(schema: BodySchema, good: unknown, path = ''): BadBody[] {
  const given = nullable(schema)
  if (given !== undefined) return badBodies(given, good, path).filter(({ body }) => body !== null)
  return [
    ...wrongType(schema, path),
    ...tooMuch(schema, good, path),
    ...wrongText(schema, good, path),
    ...wrongFields(schema, good, path),
    ...wrongItems(schema, good, path),
  ]
}

/** What a field that may be null is otherwise. */
function nullable({ anyOf }: BodySchema): BodySchema | undefined {
  const others = anyOf?.filter(({ type }) => type !== 'null') ?? []
  return others.length === 1 && anyOf?.length === 2 ? others[0] : undefined
}

function wrongType({ type, enum: values, anyOf }: BodySchema, path: string): BadBody[] {
  if (values !== undefined || anyOf !== undefined) {
    return [1, 'no-such-choice', null].map(body => ({ what: 'not a choice', path, body }))
  }
  const others = { string: 'text', number: 1.5, boolean: true, object: {}, array: ['x'], null: null }
  return Object.entries(others)
    .filter(([name]) => name !== (type === 'integer' ? 'no type' : type))
    .map(([name, body]) => ({ what: `${name} instead of ${type}`, path, body }))
}

function tooMuch({ type, maxLength, maxItems, maximum }: BodySchema, good: unknown, path: string): BadBody[] {
  const bad: BadBody[] = []
  if (type === 'string' && maxLength !== undefined) {
    bad.push({ what: 'too long', path, body: 'a'.repeat(maxLength + 1) })
  }
  if (maximum !== undefined) bad.push({ what: 'too large', path, body: maximum + 1 })
  if (maxItems !== undefined && Array.isArray(good)) {
    bad.push({ what: 'too many', path, body: Array.from({ length: maxItems + 1 }, () => good[0]) })
  }
  return bad
}

function wrongText({ type, enum: values }: BodySchema, good: unknown, path: string): BadBody[] {
  if (type !== 'string' || values !== undefined || data.test(path)) return []
  return ['\u0000', '\u0007', '\u007f', '\ud800'].map(character => ({
    what: `with ${JSON.stringify(character)}`,
    path,
    body: `${String(good)}${character}${String(good)}`,
  }))
}

function wrongFields(schema: BodySchema, good: unknown, path: string): BadBody[] {
  if (schema.type !== 'object') return []
  const object = (good ?? {}) as Record<string, unknown>
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const unknown = { what: 'unknown field', path: at('noSuchField'), body: { ...object, noSuchField: 1 } }
  const own = { what: '__proto__', path: at('__proto__'), body: withProto(object) }
  const missing = (schema.required ?? []).map(name => {
    const { [name]: _, ...rest } = object
    return { what: 'missing', path: at(name), body: rest }
  })
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (!(name in object)) return []
    return badBodies(field, object[name], at(name)).map(bad => ({ ...bad, body: { ...object, [name]: bad.body } }))
  })
  return [unknown, own, ...missing, ...inner]
}

/** `JSON.stringify` writes it; an object literal would set the prototype instead. */
function withProto(object: Record<string, unknown>): unknown {
  return Object.defineProperty({ ...object }, '__proto__', { value: { admin: true }, enumerable: true })
}

function wrongItems({ type, items }: BodySchema, good: unknown, path: string): BadBody[] {
  if (type !== 'array' || items === undefined || !Array.isArray(good)) return []
  return badBodies(items, good[0], `${path}[0]`).map(bad => ({ ...bad, body: [bad.body, ...good.slice(1)] }))
}
