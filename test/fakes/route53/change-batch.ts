import { AwsError, invalidInput } from './aws-error.ts'
import { aliasProblems, contentOf, type GivenSet, placeProblems, shapeProblem, valueProblems } from './check-set.ts'
import { readName, writeName } from './names.ts'
import type { Limits } from './options.ts'
import { type SetTable, type StoredSet, type StoredZone, setKey } from './zone-store.ts'

export interface GivenChange {
  Action: 'CREATE' | 'UPSERT' | 'DELETE'
  ResourceRecordSet: GivenSet
}

interface Rules {
  limits: Limits
  healthChecks: ReadonlySet<string>
}

/** The zone's sets as they are in the middle of a batch. */
interface Draft {
  get(set: StoredSet): StoredSet | undefined
  at(name: string): StoredSet[]
  put(set: StoredSet): void
  remove(set: StoredSet): void
  /** Makes it the zone's. */
  keep(): void
  /** By how many sets it is larger than the zone. */
  growth(): number
}

/** Makes all changes or, with everything that is wrong in one InvalidChangeBatch, none. */
export function changeSets(zone: StoredZone, given: readonly GivenChange[], { limits, healthChecks }: Rules): void {
  const changes = given.map(({ Action, ResourceRecordSet }) => ({ Action, set: listed(ResourceRecordSet) }))
  for (const { Action, set } of changes) {
    const problem = shapeProblem(Action, set)
    if (problem !== undefined) throw invalidInput(problem)
    const { HealthCheckId: check } = set
    if (check !== undefined && !healthChecks.has(check)) {
      throw new AwsError(404, 'NoSuchHealthCheck', `No health check exists with the specified ID ${check}.`)
    }
  }
  refuse(limitProblems(changes, limits))
  const draft = draftOf(zone.sets)
  const problems = [...repeated(changes), ...changes.flatMap(change => make(zone, draft, change, limits))]
  problems.push(...changes.flatMap(({ Action, set }) => (Action === 'DELETE' ? [] : aliasProblems(zone, draft, set))))
  for (const name of new Set(changes.map(({ set }) => set.Name)))
    problems.push(...nameProblems(zone, draft, name, changes))
  problems.push(...apexProblems(zone, draft))
  if (zone.sets.size + draft.growth() > limits.setsPerZone)
    problems.push('The zone has more resource record sets than its limit.')
  refuse([...new Set(problems)])
  draft.keep()
}

interface Step {
  Action: GivenChange['Action']
  set: GivenSet
}

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw new AwsError(400, 'InvalidChangeBatch', messages)
}

/** Names as they will be listed. */
function listed(set: GivenSet): GivenSet {
  const { AliasTarget } = set
  return {
    ...set,
    Name: listedName(set.Name),
    ...(AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: listedName(AliasTarget.DNSName) } }),
  }
}

function listedName(text: string): string {
  const labels = readName(text)
  if (labels === undefined)
    throw invalidInput(
      `Invalid request: FATAL problem: DomainLabelEmpty (Domain name is not valid) encountered with '${text}'`,
    )
  return writeName(labels)
}

/** UPSERT counts twice. */
function limitProblems(steps: readonly Step[], { elements, characters }: Limits): string[] {
  let [records, length] = [0, 0]
  for (const { Action, set } of steps) {
    const factor = Action === 'UPSERT' ? 2 : 1
    const values = set.ResourceRecords ?? []
    records += factor * values.length
    length += factor * values.reduce((sum, { Value }) => sum + Value.length, 0)
  }
  return [
    ...(records > elements ? [`Number of records limit of ${elements} exceeded.`] : []),
    ...(length > characters ? [`RDATA character limit of ${characters} exceeded.`] : []),
  ]
}

function repeated(steps: readonly Step[]): string[] {
  const groups = Map.groupBy(steps, ({ Action, set }) => `${Action === 'DELETE' ? 'DELETE' : 'WRITE'} ${setKey(set)}`)
  return [...groups.values()]
    .filter(group => group.length > 1)
    .map(
      ([step]) =>
        `The request contains an invalid set of changes for a resource record set '${step?.set.Type} ${step?.set.Name}'`,
    )
}

function make(zone: StoredZone, draft: Draft, { Action, set }: Step, { valuesPerSet }: Limits): string[] {
  const there = draft.get(set)
  if (Action === 'DELETE') {
    if (there === undefined) return [`Tried to delete resource record set ${label(set)} but it was not found`]
    if (contentOf(there) !== contentOf(set)) {
      return [
        `Tried to delete resource record set ${label(set)} but the values provided do not match the current values`,
      ]
    }
    draft.remove(set)
    return []
  }
  if (Action === 'CREATE' && there !== undefined) {
    return [`Tried to create resource record set ${label(set)} but it already exists`]
  }
  draft.put(withOldDots(zone, set))
  return [...placeProblems(zone, set), ...valueProblems(set, valuesPerSet)]
}

/** A value that differs from the one before by its final dot alone stays as it was (octodns-route53 #96, 2026-05). */
function withOldDots(zone: StoredZone, set: GivenSet): GivenSet {
  const before = zone.sets.get(set) as GivenSet | undefined
  const old = new Map(before?.ResourceRecords?.map(({ Value }) => [Value.replace(/\.$/, ''), Value]))
  if (old.size === 0 || set.ResourceRecords === undefined) return set
  const values = set.ResourceRecords.map(({ Value }) => ({ Value: old.get(Value.replace(/\.$/, '')) ?? Value }))
  return { ...set, ResourceRecords: values }
}

function label({ Name, Type, SetIdentifier }: GivenSet): string {
  const identifier = SetIdentifier === undefined ? '' : `, set identifier='${SetIdentifier}'`
  return `[name='${Name}', type='${Type}'${identifier}]`
}

/** What the sets at a name are to each other. The written ones are blamed. */
function nameProblems(zone: StoredZone, draft: Draft, name: string, steps: readonly Step[]): string[] {
  const sets = draft.at(name)
  const written = new Set(steps.filter(({ Action }) => Action !== 'DELETE').map(({ set }) => setKey(set)))
  const blamed = sets.filter(set => written.has(setKey(set)))
  return blamed.flatMap(set => [...cnameProblems(zone, set, sets), ...policyProblems(set, sets)])
}

function cnameProblems(zone: StoredZone, set: StoredSet, sets: readonly StoredSet[]): string[] {
  const other = sets.find(({ Type }) => Type !== set.Type && (Type === 'CNAME' || set.Type === 'CNAME'))
  if (other === undefined) return []
  return [
    `RRSet of type ${set.Type} with DNS name ${set.Name} is not permitted because a conflicting RRSet of type ${other.Type} with the same DNS name already exists in zone ${zone.name}`,
  ]
}

function policyProblems(set: StoredSet, sets: readonly StoredSet[]): string[] {
  const others = sets.filter(other => other.Type === set.Type && other !== set)
  if (others.every(other => policyOf(other) === policyOf(set))) return []
  const { Name, Type, SetIdentifier = null } = set
  return [
    `RRSet with DNS name ${Name}, type ${Type}, SetIdentifier ${SetIdentifier} cannot be created as other RRSets exist with the same name and type.`,
  ]
}

function policyOf(set: StoredSet): string {
  const policies = [
    'Weight',
    'Region',
    'Failover',
    'GeoLocation',
    'MultiValueAnswer',
    'CidrRoutingConfig',
    'GeoProximityLocation',
  ]
  return policies.find(policy => set[policy] !== undefined) ?? ''
}

function apexProblems(zone: StoredZone, draft: Draft): string[] {
  const types = draft.at(zone.name).map(({ Type }) => Type)
  return [
    ...(types.includes('NS') ? [] : ['A HostedZone must contain at least one NS record for the zone itself.']),
    ...(types.includes('SOA') ? [] : ['A HostedZone must contain exactly one SOA record.']),
  ]
}

function draftOf(table: SetTable): Draft {
  const names = new Map<string, Map<string, StoredSet>>()
  const at = (name: string) => {
    const own = names.get(name) ?? new Map(table.at(name).map(set => [setKey(set), set]))
    names.set(name, own)
    return own
  }
  return {
    get: set => at(set.Name).get(setKey(set)),
    at: name => [...at(name).values()],
    put: set => void at(set.Name).set(setKey(set), set),
    remove: set => void at(set.Name).delete(setKey(set)),
    growth: () => [...names].reduce((sum, [name, sets]) => sum + sets.size - table.at(name).length, 0),
    keep() {
      for (const [name, sets] of names) {
        for (const set of table.at(name)) if (!sets.has(setKey(set))) table.remove(set)
        for (const set of sets.values()) table.put(set)
      }
    },
  }
}
