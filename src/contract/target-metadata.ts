import { ipv6Groups, isIpv4 } from '../dns/address.ts'
import { isHostname, isWildcard, labelsOf, nameWithoutFinalDot, parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import { readDns } from './dns-input.ts'
import { rdataFromValue } from './record-value.ts'
import { isTargetType, type TargetType, targetFields } from './resource-types.ts'

/** What is known of a target, in canonical text, by field. */
export type TargetMetadata = Readonly<Record<string, string>>

export type ReadMetadata = { value: TargetMetadata; problems: readonly [] } | { value?: never; problems: Problem[] }

/** Of each kind of target, what it has to have one of at least. A list stands for fields that only count together. */
const needed: Record<TargetType, readonly string[]> = {
  instance: ['public_ipv4', 'public_ipv6', 'hostname'],
  static_website: ['endpoint', 'bucket_name'],
  load_balancer: ['dns_name'],
  distribution: ['domain_name'],
  application: ['hostname'],
}

/** What each field is read as; gives its canonical text. */
type Form = (path: string, text: string) => { value: string } | { problems: readonly Problem[] }
const forms: Record<string, Form> = {
  public_ipv4: (path, text) => address(path, text, 'A'),
  public_ipv6: (path, text) => address(path, text, 'AAAA'),
  hostname: hostName,
  endpoint: (path, text) => hostOrAddress(path, text.replace(/^https?:\/\/([^/]*)\/?$/i, '$1')),
  dns_name: hostOrAddress,
  domain_name: hostOrAddress,
  bucket_name: bucketName,
  region: regionName,
}

/**
 * The metadata of a target as a request gives it: fields in snake_case, as replies write them, or in camelCase. `null` stands for
 * a field that isn't there. Names every problem, with its path below `metadata`.
 */
export function readTargetMetadata(type: TargetType, given: object, path = 'metadata'): ReadMetadata {
  const problems: Problem[] = []
  const value: Record<string, string> = {}
  const seen = new Set<string>()
  for (const [key, content] of Object.entries(given)) {
    const field = snakeCase(key)
    const at = `${path}.${key}`
    if (!(targetFields[type] as readonly string[]).includes(field)) {
      const known = targetFields[type].join(', ')
      problems.push({ path: at, code: 'unknown_field', message: `a target of type ${type} has ${known} only` })
    } else if (seen.has(field)) {
      problems.push({ path: at, code: 'duplicate', message: `${field} is given twice` })
    } else if (content !== null) {
      const read = typeof content === 'string' ? forms[field]!(at, content) : { problems: [notText(at)] }
      if ('problems' in read) problems.push(...read.problems)
      else value[field] = read.value
    }
    seen.add(field)
  }
  if (problems.length === 0) problems.push(...missing(type, value, path))
  return problems.length > 0 ? { problems } : { value, problems: [] }
}

/** The metadata of a target with some fields changed; `null` takes one away, and those that aren't named stay. */
export function changedTargetMetadata(type: TargetType, old: TargetMetadata, given: object): ReadMetadata {
  const named = new Set(Object.keys(given).map(snakeCase))
  const kept = Object.entries(old).filter(([field]) => !named.has(field))
  return readTargetMetadata(type, { ...Object.fromEntries(kept), ...given })
}

function missing(type: TargetType, value: TargetMetadata, path: string): Problem[] {
  if (!needed[type].some(field => field in value)) {
    const message = `without an address there is nothing to point at: give ${needed[type].join(' or ')}`
    return [{ path, code: 'address_required', message }]
  }
  if ('bucket_name' in value && !('endpoint' in value) && !('region' in value)) {
    const message = 'the address of a bucket is made of its name and its region'
    return [{ path: `${path}.region`, code: 'required', message }]
  }
  return []
}

/** What the schema of a target can't say. Fields of the wrong JSON type are left to the schema. */
export function targetProblems(body: unknown): Problem[] {
  const { resourceType, metadata } = (body ?? {}) as { resourceType?: unknown; metadata?: unknown }
  if (typeof resourceType !== 'string' || !isTargetType(resourceType) || !isObject(metadata)) return []
  return [...readTargetMetadata(resourceType, metadata).problems]
}

/** The same of a change, whose target isn't known yet. */
export function changedMetadataProblems(body: unknown): Problem[] {
  const { metadata } = (body ?? {}) as { metadata?: unknown }
  if (!isObject(metadata)) return []
  const known = new Set<string>(Object.values(targetFields).flat())
  return Object.entries(metadata).flatMap(([key, content]) => {
    const path = `metadata.${key}`
    if (!known.has(snakeCase(key))) return [{ path, code: 'unknown_field', message: 'no type of target has this' }]
    return content === null || typeof content === 'string' ? [] : [notText(path)]
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

function notText(path: string): Problem {
  return { path, code: 'wrong_type', message: 'must be text' }
}

function address(path: string, text: string, type: 'A' | 'AAAA'): ReturnType<Form> {
  const read = readDns(path, () => rdataFromValue(type, text.trim()))
  return read.value === undefined ? { problems: read.problems } : { value: read.value }
}

function hostOrAddress(path: string, text: string): ReturnType<Form> {
  if (isIpv4(text)) return address(path, text, 'A')
  return ipv6Groups(text) === undefined ? hostName(path, text) : address(path, text, 'AAAA')
}

function hostName(path: string, text: string): ReturnType<Form> {
  const read = readDns(path, () => parseName(text))
  if (read.value === undefined) return { problems: read.problems }
  const labels = labelsOf(read.value)
  // Some platforms give out names with underscores.
  const isHost = isHostname(read.value.replaceAll('_', '0')) && !isWildcard(read.value)
  if (isHost && labels.length > 1 && !/^\d+$/.test(labels.at(-1)!)) return { value: nameWithoutFinalDot(read.value) }
  return { problems: [{ path, code: 'invalid_host', message: `“${text}” is not the full name of a host` }] }
}

function bucketName(path: string, text: string): ReturnType<Form> {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text) && !text.includes('..')) return { value: text }
  const message =
    'a bucket has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit'
  return { problems: [{ path, code: 'invalid_bucket_name', message }] }
}

function regionName(path: string, text: string): ReturnType<Form> {
  if (/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(text)) return { value: text }
  return { problems: [{ path, code: 'invalid_region', message: 'a region is written as eu-central-1 is' }] }
}
