import { domainName, domainText } from '../contract/domain-name.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import { DnsError } from '../dns/problem.ts'
import type { RecordSet, WantedChange } from '../sdk/index.ts'
import type { DesiredSet, DesiredZone, FileProblem } from './desired.ts'

export interface ZoneDifference {
  /** What makes the zone as it is wanted; without those that a closer look, with the provider's rules, will find unchanged. */
  changes: WantedChange[]
  /** Sets that are alike. */
  unchanged: number
  problems: FileProblem[]
}

type RecordSetContent = Omit<RecordSet, 'name' | 'type' | 'variant'>

/** Seconds, where nothing is said, as in requests. */
const defaultTtl = 300

/** What there is to do, from the zone as it was just read. A set that isn't exactly alike is left to the server to judge. */
export function diffZone(zone: DesiredZone, actual: readonly RecordSet[]): ZoneDifference {
  const { domain } = zone
  const problems: FileProblem[] = []
  const present = new Map(actual.map(set => [keyOf(set.name, set.type, set.variant), set]))
  const wanted = new Map<string, DesiredSet>()
  const changes: WantedChange[] = []
  let unchanged = 0
  for (const set of zone.sets) {
    const name = fullName(domain, set, problems)
    if (name === undefined) continue
    const type = /^[A-Z]+$/.test(set.type) ? set.type : (recordType(set.type) ?? set.type)
    const key = keyOf(name, type, set.variant)
    const other = wanted.get(key)
    if (other !== undefined) problems.push(`${set.place}: ${name} ${type} is there already, at ${other.place}`)
    wanted.set(key, set)
    const there = present.get(key)
    if (there !== undefined && isSame(set, there, type)) {
      unchanged++
      continue
    }
    const { place: _, ...body } = set
    const ifCurrent = there === undefined ? null : contentOf(there)
    changes.push({ action: there === undefined ? 'create' : 'upsert', ...body, name, type, ifCurrent })
  }
  const gone = actual.filter(set => !wanted.has(keyOf(set.name, set.type, set.variant)) && isOurs(zone, set))
  changes.push(...gone.map(deletionOf))
  return { changes, unchanged, problems }
}

/** SOA, and NS at the zone's own name: kept by providers, and in no file. */
export function isManaged(domain: string, { name, type }: RecordSet): boolean {
  return type === 'SOA' || (type === 'NS' && name === domain)
}

/** What the file would have words for, so that its absence there says something. */
function isOurs({ domain, isZoneFile }: DesiredZone, set: RecordSet): boolean {
  if (isManaged(domain, set)) return false
  return !isZoneFile || (set.aliasTarget === undefined && set.variant === undefined)
}

function deletionOf(set: RecordSet): WantedChange {
  const { name, type, variant } = set
  return { action: 'delete', name, type, ...(variant !== undefined && { variant }), ifCurrent: contentOf(set) }
}

/** What a change of the set is sent with: it's refused where the set is something else by then. */
function contentOf({ name: _, type: __, variant: ___, ...content }: RecordSet): RecordSetContent {
  return content
}

const keyOf = (name: string, type: string, variant = '') => `${name} ${type} ${variant}`

/** Names without anything that would have to be looked at closely. */
const plainName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

function fullName(domain: string, { name, place }: DesiredSet, problems: FileProblem[]): string | undefined {
  if (name === '@') return domain
  if (plainName.test(name)) return name === domain || name.endsWith(`.${domain}`) ? name : `${name}.${domain}`
  try {
    return domainText(ownerName(name, domainName(domain)))
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    problems.push(`${place}: name: ${error.message}`)
    return undefined
  }
}

/** Fields that aren't said stay as they are, as with every write. */
function isSame(wanted: DesiredSet, there: RecordSet, type: string): boolean {
  if (wanted.proxied !== undefined && wanted.proxied !== there.proxied) return false
  if (wanted.routing !== undefined && !isAlike(wanted.routing, there.routing)) return false
  if (wanted.aliasTarget !== undefined) return isSameAlias(wanted.aliasTarget, there.aliasTarget)
  const ttl = wanted.ttl ?? defaultTtl
  return ttl === there.ttl && wanted.values !== undefined && isSameValues(type, wanted.values, there.values ?? [])
}

function isSameValues(type: string, wanted: readonly string[], there: readonly string[]): boolean {
  if (wanted.length !== there.length) return false
  if (wanted.every((value, index) => value === there[index])) return true
  try {
    const known = new Set(there.map(value => rdataFromValue(type, value)))
    const given = new Set(wanted.map(value => rdataFromValue(type, value)))
    return given.size === known.size && [...given].every(rdata => known.has(rdata))
  } catch (error) {
    // The server tells what is wrong with them.
    if (error instanceof DnsError) return false
    throw error
  }
}

function isSameAlias(wanted: NonNullable<DesiredSet['aliasTarget']>, there: RecordSet['aliasTarget']): boolean {
  if (there === undefined) return false
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')
  return (
    plain(wanted.dnsName) === plain(there.dnsName) &&
    wanted.evaluateTargetHealth === there.evaluateTargetHealth &&
    (wanted.hostedZoneId ?? there.hostedZoneId) === there.hostedZoneId
  )
}

/** Plain data that says the same, whatever the order of its fields. */
function isAlike(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  const [left, right] = [Object.entries(one), Object.entries(other)]
  return (
    left.length === right.length &&
    left.every(([field, value]) => isAlike(value, (other as Record<string, unknown>)[field]))
  )
}
