import { LineCounter, parseDocument } from 'yaml'
import { domainName, domainProblems, domainText } from '../contract/domain-name.ts'
import type { DesiredSet, DesiredZone, FileProblem } from './desired.ts'
import { readPlainYaml } from './plain-yaml.ts'

/** Zones as YAML or JSON: each domain with the list of its sets. Words of YAML are all taken as text: `no` is no Boolean. */
export function readDeclared(path: string, text: string): { zones: DesiredZone[]; problems: FileProblem[] } {
  const read = path.endsWith('.json') ? readJson(text) : (readPlainYaml(text) ?? readYaml(text))
  if ('problems' in read) return { zones: [], problems: read.problems.map(problem => `${path}${problem}`) }
  const { value } = read
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { zones: [], problems: [`${path}: should be domains, each with the list of its record sets`] }
  }
  const problems: FileProblem[] = []
  const zones = Object.entries(value).map(([domain, sets]) => zoneOf(path, domain, sets, problems))
  return { zones, problems }
}

export type ReadYaml = { value: unknown } | { problems: string[] }

function readYaml(text: string): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'failsafe', merge: true, lineCounter: lines, prettyErrors: false })
  if (document.errors.length === 0) return expand(document)
  return {
    problems: document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0])
      return `:${line}:${col}: ${message}`
    }),
  }
}

/** What anchors stand for is put in; those that stand for others, and these for others again, could fill the memory. */
function expand(document: ReturnType<typeof parseDocument>): ReadYaml {
  try {
    return { value: document.toJS({ maxAliasCount: 100_000 }) ?? {} }
  } catch (error) {
    return { problems: [`: ${(error as Error).message}`] }
  }
}

function readJson(text: string): ReadYaml {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problems: [`: ${(error as Error).message}`] }
  }
}

function zoneOf(path: string, domain: string, sets: unknown, problems: FileProblem[]): DesiredZone {
  const found = domainProblems('', domain)
  problems.push(...found.map(({ message }) => `${path}: ${domain}: ${message}`))
  const name = found.length === 0 ? domainText(domainName(domain)) : domain
  const place = `${path}: ${domain}`
  if (!Array.isArray(sets)) {
    problems.push(`${place}: should be a list of record sets; of a zone that shall be empty: []`)
    return { domain: name, place: path, sets: [], isZoneFile: false }
  }
  const read = sets.map((set: unknown, index) => setOf(`${place}[${index}]`, set, problems))
  return { domain: name, place: path, sets: read.filter(set => set !== undefined), isZoneFile: false }
}

/** How each field comes out of its text; undefined for what can't be read. */
const fields: Readonly<Record<string, (value: unknown) => unknown>> = {
  name: textOf,
  type: textOf,
  ttl: value => (/^\d{1,10}$/.test(String(value)) ? Number(value) : undefined),
  values: value => (Array.isArray(value) ? allOf(value.map(textOf)) : allOf([textOf(value)])),
  aliasTarget: value => objectOf(value, { evaluateTargetHealth: booleanOf, dnsName: textOf, hostedZoneId: textOf }),
  proxied: booleanOf,
  variant: textOf,
  routing: value => objectOf(value, { weight: numberOf, bias: numberOf, coordinates: whole => objectOf(whole, {}) }),
}

function setOf(place: string, set: unknown, problems: FileProblem[]): DesiredSet | undefined {
  if (typeof set !== 'object' || set === null || Array.isArray(set)) {
    problems.push(`${place}: should be a record set, with name, type, ttl and values`)
    return undefined
  }
  const named = `${place} ${String((set as { name?: unknown }).name ?? '')}`.trim()
  const read: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(set)) {
    const convert = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (convert === undefined) {
      problems.push(`${named}: there is no field ${field}`)
      continue
    }
    read[field] = convert(value)
    if (read[field] === undefined) problems.push(`${named}: ${field} can't be read`)
  }
  for (const field of ['name', 'type']) {
    if (!Object.hasOwn(set, field)) problems.push(`${named}: ${field} is missing`)
  }
  if (read.values === undefined && read.aliasTarget === undefined && !('values' in set) && !('aliasTarget' in set)) {
    problems.push(`${named}: values are missing`)
  }
  return { ...(read as unknown as DesiredSet), place }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

function booleanOf(value: unknown): boolean | undefined {
  return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
}

function numberOf(value: unknown): number | undefined {
  return /^-?\d{1,6}$/.test(String(value)) ? Number(value) : undefined
}

function allOf<T>(items: readonly (T | undefined)[]): T[] | undefined {
  return items.every(item => item !== undefined) ? (items as T[]) : undefined
}

/** An object whose fields are texts but for those that are told. */
function objectOf(value: unknown, others: Readonly<Record<string, (value: unknown) => unknown>>): object | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const read = Object.entries(value).map(([field, value]) => [field, (others[field] ?? textOf)(value)] as const)
  return read.every(([, value]) => value !== undefined) ? Object.fromEntries(read) : undefined
}
