import { parseXml, type XmlElement } from '../lib/xml.ts'
import { AwsError, invalidInput } from './aws-error.ts'
import type { Model, Operation, Shape } from './model.ts'

export type Value = string | number | boolean | undefined | Value[] | { [name: string]: Value }
export type Structure = { [name: string]: Value }

interface RawInput {
  /** Of the operation's path. */
  parts: Readonly<Record<string, string>>
  query: URLSearchParams
  body: string
}

/** A request as the model says that it must be. Throws InvalidInput with everything that is wrong with it. */
export function readInput(model: Model, { input }: Operation, { parts, query, body }: RawInput): Structure {
  const shape = model.shape(input.shape)
  const problems: string[] = []
  const value: Structure = input.locationName
    ? readBody(model, shape, { body, root: input.locationName, problems })
    : {}
  if (!input.locationName && body !== '') throw invalidInput('Invalid XML ; a body was not expected')
  for (const [name, { shape: of, location, locationName = name }] of Object.entries(shape.members ?? {})) {
    const text = location === 'uri' ? parts[locationName] : location === 'querystring' ? query.get(locationName) : null
    if (text !== null && text !== undefined)
      value[name] = readText(model.shape(of), plainId(of, text), { path: pathOf('', name), problems })
  }
  requireMembers(shape, value, { path: '', problems, isBody: false })
  refuse(problems)
  return value
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected`
  throw invalidInput(`${count}: ${problems.join('; ')}`)
}

/** Ids may be given with the path that they come with. */
function plainId(shape: string, text: string): string {
  return shape === 'ResourceId' || shape === 'ChangeId' ? text.replace(/^\/(hostedzone|change)\//, '') : text
}

interface At {
  path: string
  problems: string[]
}

function readBody(
  model: Model,
  shape: Shape,
  { body, root, problems }: { body: string; root: string; problems: string[] },
): Structure {
  const document = parse(body)
  if (document.name !== root) {
    throw new AwsError(400, 'MalformedInput', `${document.name} is not valid, expected ${root}`)
  }
  return readStructure(model, shape, document, { path: '', problems })
}

function parse(body: string): XmlElement {
  try {
    return parseXml(body)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalidXml(error.message)
  }
}

function invalidXml(message: string): AwsError {
  return invalidInput(`Invalid XML ; ${message}`)
}

function readElement(model: Model, name: string, element: XmlElement, at: At): Value {
  const shape = model.shape(name)
  if (shape.type === 'structure') return readStructure(model, shape, element, at)
  if (shape.type === 'list') return readList(model, shape, element, at)
  if (element.children.length > 0) throw invalidXml(`Element '${element.name}' must have no element children.`)
  return readText(shape, plainId(name, element.text), at)
}

function readStructure(model: Model, shape: Shape, element: XmlElement, at: At): Structure {
  const members = Object.entries(shape.members ?? {}).filter(([, { location }]) => location === undefined)
  const names = new Map(members.map(([name, { locationName = name }]) => [locationName, name]))
  const value: Structure = {}
  for (const child of element.children) {
    const name = names.get(child.name)
    if (name === undefined || name in value) {
      throw invalidXml(`cvc-complex-type.2.4: Invalid content was found starting with element '${child.name}'.`)
    }
    value[name] = readElement(model, shape.members![name]!.shape, child, { ...at, path: pathOf(at.path, name) })
  }
  requireMembers(shape, value, { ...at, isBody: true })
  return value
}

function readList(model: Model, shape: Shape, element: XmlElement, at: At): Value[] {
  const { shape: of, locationName = 'member' } = shape.member!
  const values = element.children.map((child, index) => {
    if (child.name !== locationName)
      throw invalidXml(`Invalid content was found starting with element '${child.name}'.`)
    return readElement(model, of, child, { ...at, path: `${at.path}.${index + 1}.member` })
  })
  if (values.length < (shape.min ?? 0)) blame(at, '[]', `Member must have length greater than or equal to ${shape.min}`)
  return values
}

function requireMembers(shape: Shape, value: Structure, at: At & { isBody: boolean }): void {
  for (const name of shape.required ?? []) {
    const isBody = shape.members?.[name]?.location === undefined
    if (value[name] === undefined && isBody === at.isBody) {
      at.problems.push(`Value null at '${pathOf(at.path, name)}' failed to satisfy constraint: Member must not be null`)
    }
  }
}

function readText(shape: Shape, text: string, at: At): Value {
  if (shape.type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw invalidXml(`'${text}' is not a valid value for 'boolean'.`)
    return text === 'true'
  }
  if (shape.type === 'long' || shape.type === 'integer') {
    if (!/^-?\d{1,18}$/.test(text)) throw invalidXml(`'${text}' is not a valid value for 'integer'.`)
    checkRange(shape, Number(text), text, at)
    return Number(text)
  }
  checkText(shape, text, at)
  return text
}

function checkRange({ min, max }: Shape, value: number, text: string, at: At): void {
  if (min !== undefined && value < min) blame(at, text, `Member must have value greater than or equal to ${min}`)
  if (max !== undefined && value > max) blame(at, text, `Member must have value less than or equal to ${max}`)
}

function checkText({ min, max, pattern, enum: allowed }: Shape, text: string, at: At): void {
  if (allowed && !allowed.includes(text)) blame(at, text, `Member must satisfy enum value set: [${allowed.join(', ')}]`)
  if (max !== undefined && text.length > max) blame(at, text, `Member must have length less than or equal to ${max}`)
  if (min !== undefined && text.length < min) blame(at, text, `Member must have length greater than or equal to ${min}`)
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(text)) {
    blame(at, text, `Member must satisfy regular expression pattern: ${pattern}`)
  }
}

function blame({ path, problems }: At, text: string, constraint: string): void {
  problems.push(`Value '${text}' at '${path}' failed to satisfy constraint: ${constraint}`)
}

function pathOf(parent: string, name: string): string {
  const own = name.charAt(0).toLowerCase() + name.slice(1)
  return parent === '' ? own : `${parent}.${own}`
}
