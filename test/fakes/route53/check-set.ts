import { valueProblem } from './check-value.ts'
import { isWithin, readName } from './names.ts'
import type { Structure } from './read-input.ts'
import type { StoredSet, StoredZone } from './zone-store.ts'

/** A set of a request, its names as they are listed. */
export interface GivenSet extends StoredSet {
  TTL?: number
  SetIdentifier?: string
  ResourceRecords?: { Value: string }[]
  AliasTarget?: { HostedZoneId: string; DNSName: string; EvaluateTargetHealth: boolean }
  HealthCheckId?: string
}

const policies = [
  'Weight',
  'Region',
  'Failover',
  'GeoLocation',
  'MultiValueAnswer',
  'CidrRoutingConfig',
  'GeoProximityLocation',
]

/** What a set must have whatever the zone; the service says InvalidInput, and only of the first. */
export function shapeProblem(action: string, set: GivenSet): string | undefined {
  const { Name, Type, SetIdentifier = null, TTL, ResourceRecords, AliasTarget } = set
  const where = `in Change with [Action=${action}, Name=${Name}, Type=${Type}, SetIdentifier=${SetIdentifier}]`
  const isPlain = TTL !== undefined && ResourceRecords !== undefined
  const isHalf = (TTL !== undefined) !== (ResourceRecords !== undefined)
  if (isHalf || isPlain === (AliasTarget !== undefined)) {
    const found = isPlain || isHalf ? 'more than one' : 'none'
    return `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${found} ${where}`
  }
  const given = policies.filter(policy => set[policy] !== undefined)
  if (given.length > 0 && SetIdentifier === null) return `Invalid request: Missing field 'SetIdentifier' ${where}`
  if (SetIdentifier !== null && given.length !== 1) {
    const found = given.length > 1 ? 'more than one' : 'none'
    return `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, CidrRoutingConfig, or GeoProximityLocation], but found ${found} ${where}`
  }
  if (set.HealthCheckId !== undefined && SetIdentifier === null) {
    return `Invalid request: Expected SetIdentifier with HealthCheckId ${where}`
  }
  if (set.MultiValueAnswer !== undefined && AliasTarget)
    return `Invalid request: MultiValueAnswer is not allowed with AliasTarget ${where}`
  return undefined
}

/** What is wrong with the values of a set, each a message of InvalidChangeBatch. */
export function valueProblems({ Type, ResourceRecords = [] }: GivenSet, valuesPerSet: number): string[] {
  const values = ResourceRecords.map(({ Value }) => Value)
  const repeated = values.filter((value, index) => values.indexOf(value) < index)
  return [
    ...repeated.map(value => `Duplicate Resource Record: '${value}'`),
    ...values.flatMap(value => valueProblem(Type, value) ?? []),
    ...(values.length > valuesPerSet ? [`Number of records in a set limit of ${valuesPerSet} exceeded.`] : []),
    ...(Type === 'CNAME' && values.length > 1 ? ['CNAME records must have exactly one value.'] : []),
  ]
}

/** What is wrong with where a set is. */
export function placeProblems(zone: StoredZone, { Name, Type }: GivenSet): string[] {
  const labels = readName(Name) ?? []
  if (!isWithin(labels, zone.labels)) return [`RRSet with DNS name ${Name} is not permitted in zone ${zone.name}`]
  const rrset = `RRSet of type ${Type} with DNS name ${Name}`
  if (Type === 'CNAME' && Name === zone.name) return [`${rrset} is not permitted at apex in zone ${zone.name}`]
  if (Type === 'SOA' && Name !== zone.name) return [`${rrset} is permitted at apex only in zone ${zone.name}`]
  if (Type === 'DS' && Name === zone.name) return [`${rrset} is not permitted at apex in zone ${zone.name}`]
  if (Type === 'NS' && labels[0] === '*') return [`${rrset} is not permitted: a wildcard cannot be delegated`]
  return []
}

/** Hosts of AWS's own, whose zones aren't among those of the account. */
const awsHost = /\.(amazonaws\.com(\.cn)?|cloudfront\.net|awsglobalaccelerator\.com|elasticbeanstalk\.com)\.$/

/** What is wrong with an alias; `zone` with the sets as they are at this point of the batch. */
export function aliasProblems(
  zone: StoredZone,
  sets: { at(name: string): StoredSet[] },
  { Name, Type, AliasTarget }: GivenSet,
): string[] {
  if (AliasTarget === undefined) return []
  const { DNSName, HostedZoneId, EvaluateTargetHealth } = AliasTarget
  if (Type === 'NS' || Type === 'SOA') return [`RRSet of type ${Type} with DNS name ${Name} cannot be an alias`]
  const tried = `Tried to create an alias that targets ${DNSName}, type ${Type} in zone ${HostedZoneId}`
  if (HostedZoneId !== zone.id) {
    if (!awsHost.test(DNSName)) return [`${tried}, but the alias target name does not lie within the target zone`]
    const isEdge = DNSName.endsWith('.cloudfront.net.')
    if (isEdge !== (HostedZoneId === 'Z2FDTNDATAQYW2'))
      return [`${tried}, but the alias target name does not lie within the target zone`]
    return isEdge && EvaluateTargetHealth
      ? [`EvaluateTargetHealth must be false for the alias that targets ${DNSName}, type ${Type}`]
      : []
  }
  if (!isWithin(readName(DNSName) ?? [], zone.labels))
    return [`${tried}, but the alias target name does not lie within the target zone`]
  const isThere = DNSName !== Name && sets.at(DNSName).some(set => set.Type === Type)
  return isThere ? [] : [`${tried}, but that target was not found`]
}

/** What makes two sets the same but for what they are called. */
export function contentOf(set: Structure): string {
  const { Name: _, Type: __, SetIdentifier: ___, ResourceRecords, ...rest } = set as GivenSet
  const values = ResourceRecords?.map(({ Value }) => Value).sort()
  return JSON.stringify([rest, values], (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
