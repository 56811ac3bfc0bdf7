/** The parts of an OpenAPI 3.1 document that the pages are made of. */
export interface ApiDocument {
  info: { title: string; version: string; description?: string }
  paths?: Record<string, Record<string, ApiOperation>>
}

export interface ApiOperation {
  operationId?: string
  summary?: string
  description?: string
  tags?: readonly string[]
  security?: readonly Record<string, unknown>[]
  parameters?: readonly ApiParameter[]
  requestBody?: { required?: boolean; content?: Record<string, { schema?: JsonSchema }> }
  responses: Record<string, { description?: string; content?: Record<string, { schema?: JsonSchema }> }>
}

export interface ApiParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema?: JsonSchema
}

/** The words of JSON Schema that the document uses. */
export interface JsonSchema {
  type?: string | readonly string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: readonly string[]
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  oneOf?: readonly JsonSchema[]
  const?: unknown
  enum?: readonly unknown[]
  default?: unknown
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
}

/** One call, as the pages tell of it. */
export interface Call {
  method: string
  /** With `:name` for what differs. */
  path: string
  operation: ApiOperation
}

export function callsOf({ paths = {} }: ApiDocument): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return { method: method.toUpperCase(), path: path.replaceAll(/\{(\w+)\}/g, ':$1'), operation }
    }),
  )
}

export function routeOf({ method, path }: Call): string {
  return `${method} ${path}`
}
