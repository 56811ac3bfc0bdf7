import { element, escapeXml } from '../lib/xml.ts'
import { namespace } from './aws-error.ts'
import type { Model, Operation } from './model.ts'
import type { Structure, Value } from './read-input.ts'

/** An answer in the XML that the model says; what it doesn't know, or what is missing, is a mistake of the fake's. */
export function writeOutput(model: Model, { output }: Operation, value: Structure): string {
  const content = writeStructure(model, output.shape, value)
  return `<?xml version="1.0"?>\n${element(output.shape, content, namespace)}`
}

function write(model: Model, name: string, value: Value): string {
  const shape = model.shape(name)
  if (shape.type === 'structure') return writeStructure(model, name, value as Structure)
  if (shape.type !== 'list') return escapeXml(String(value))
  const { shape: of, locationName = 'member' } = shape.member!
  return (value as Value[]).map(one => element(locationName, write(model, of, one))).join('')
}

function writeStructure(model: Model, name: string, value: Structure): string {
  const { members = {}, required = [] } = model.shape(name)
  const unknown = Object.keys(value).find(key => !(key in members))
  const missing = required.find(key => value[key] === undefined && members[key]?.location === undefined)
  if (unknown ?? missing) throw new RangeError(`${name} with ${unknown} or without ${missing}`)
  return Object.entries(members)
    .filter(([key, { location }]) => value[key] !== undefined && location === undefined)
    .map(([key, { shape, locationName = key }]) => element(locationName, write(model, shape, value[key])))
    .join('')
}
