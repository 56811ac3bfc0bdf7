import { readFileSync } from 'node:fs'
import { healthCheckOperations, healthCheckShapes } from './health-checks.ts'

/** A service model as botocore writes it, as far as it is used here. */
export interface Shape {
  type: 'structure' | 'list' | 'string' | 'long' | 'integer' | 'boolean' | 'timestamp'
  required?: readonly string[]
  members?: Readonly<Record<string, Member>>
  member?: Member
  enum?: readonly string[]
  min?: number
  max?: number
  pattern?: string
}

export interface Member {
  shape: string
  location?: 'uri' | 'querystring' | 'header'
  locationName?: string
}

export interface Operation {
  name: string
  http: { method: string; requestUri: string; responseCode?: number }
  input: { shape: string; locationName?: string }
  output: { shape: string }
}

export interface Model {
  operations: readonly Operation[]
  shape(name: string): Shape
}

const file = new URL('../../vectors/route53-model.json', import.meta.url)

export function loadModel(): Model {
  const { operations, shapes } = JSON.parse(readFileSync(file, 'utf8')) as {
    operations: Record<string, Operation>
    shapes: Record<string, Shape>
  }
  return {
    operations: [...Object.values(operations), ...Object.values(healthCheckOperations)],
    shape(name) {
      const shape = shapes[name] ?? healthCheckShapes[name]
      if (shape === undefined) throw new RangeError(`the model has no ${name}`)
      return shape
    },
  }
}
