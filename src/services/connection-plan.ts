import { AppError, problemsError } from '../contract/errors.ts'
import type { TargetMetadata } from '../contract/target-metadata.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { ProviderError } from '../providers/provider.ts'
import type { ConnectionOperation, MadeRecords, Resource, ResourceConnection, Store, Zone } from '../store/store.ts'
import { isAddresses, recordsOf } from './connection-records.ts'
import { type PlannedStep, planStep } from './connection-step.ts'
import type { Deps } from './deps.ts'
import { type OpenZone, openZone } from './open-provider.ts'
import { defaultTtl, factsOf } from './parse-record-set.ts'
import { callingProvider } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { verificationName } from './verification-name.ts'

/** What has to be done to a zone so that a connection has made its records, or has taken them away. Reads the zone. */
export async function planConnection(
  deps: Deps,
  zone: Zone,
  connection: ResourceConnection,
  goal: ConnectionOperation['goal'],
): Promise<PlannedStep> {
  const recordName = recordNameOf(connection)
  const others = await othersOf(deps.store, connection)
  const wanted = goal === 'connected' ? await wantedOf(deps, zone, connection, others) : []
  const names = [recordName, verificationName(recordName)]
  const { kind, ...open } = await openZone(deps, zone, { interactive: true })
  const current = await callingProvider(() => readNames({ kind, ...open }, names, goal))
  const state = {
    current: current.filter(({ name }) => names.includes(name)),
    kept: await deps.store.resourceConnections.sets(zone.resource.id, names),
    own: connection.made,
    others: others.flatMap(({ made }) => made),
    canonical: (set: RRset) => kind.canonical?.(set, zone.domain) ?? set,
  }
  return planStep(state, wanted)
}

/** Of a zone that is gone from its provider there is nothing left to take away. */
async function readNames(open: OpenZone, names: Name[], goal: ConnectionOperation['goal']): Promise<RRset[]> {
  try {
    return await readSets(open, names)
  } catch (error) {
    const isGone = error instanceof ProviderError && error.failure.code === 'not_found'
    if (isGone && goal !== 'connected') return []
    throw error
  }
}

/** Connections that have made records of the same name, or are about to. */
export async function othersOf(
  { resourceConnections }: Pick<Store, 'resourceConnections'>,
  { id, zoneId, recordName }: Pick<ResourceConnection, 'id' | 'zoneId' | 'recordName'>,
): Promise<ResourceConnection[]> {
  if (zoneId === null || recordName === null) return []
  const all = await resourceConnections.list({ zoneId, recordName })
  return all.filter(other => other.id !== id)
}

/** What a connection should have made, by what its target is now. Throws AppError where that can't be. */
async function wantedOf(
  deps: Deps,
  zone: Zone,
  connection: ResourceConnection,
  others: readonly ResourceConnection[],
): Promise<MadeRecords[]> {
  const target = await deps.store.resources.get(targetEndOf(connection).resourceId)
  if (target === undefined) throw new AppError('not_found', 'The target is not there any more.')
  return wantedFor(deps, zone, connection, { target, others })
}

/** The same with a target that may not be stored yet. */
export function wantedFor(
  deps: Pick<Deps, 'kinds'>,
  zone: Zone,
  connection: ResourceConnection,
  { target, others }: { target: Pick<Resource, 'resourceType' | 'metadata'>; others: readonly ResourceConnection[] },
): MadeRecords[] {
  const { ttl } = connection.details as { ttl?: number }
  const { value, problems } = recordsOf({
    facts: factsOf(deps, zone),
    recordName: recordNameOf(connection),
    target: { resourceType: target.resourceType, metadata: target.metadata as TargetMetadata },
    ttl: ttl ?? defaultTtl,
  })
  const all = [...(problems ?? []), ...(value === undefined ? [] : sharingProblems(target, value, others))]
  if (value === undefined || all.length > 0) throw problemsError(all)
  return value
}

/** A name can point at several targets of one kind, each by its addresses; at anything else it points alone. */
function sharingProblems(
  { resourceType }: Pick<Resource, 'resourceType'>,
  wanted: readonly MadeRecords[],
  others: readonly ResourceConnection[],
): Problem[] {
  const inTheWay = others.filter(other => {
    if (other.made.every(({ type }) => type === 'TXT')) return false
    const isOfAKind = targetEndOf(other).resourceType === resourceType && isAddresses(other.made) && isAddresses(wanted)
    return !isOfAKind
  })
  return inTheWay.map(other => ({
    path: 'subdomain',
    code: 'name_in_use',
    message:
      `${nameWithoutFinalDot(recordNameOf(other))} points elsewhere by the resource connection ${other.id}; ` +
      'a name points at several targets only where all are of one kind and have addresses',
  }))
}

export function recordNameOf({ id, recordName }: ResourceConnection): Name {
  if (recordName === null) throw new TypeError(`the resource connection ${id} is an edge without records`)
  return recordName
}

/** The end that records point at. */
export function targetEndOf({
  source,
  target,
}: Pick<ResourceConnection, 'source' | 'target'>): ResourceConnection['source'] {
  return source.resourceType === 'subdomain' ? target : source
}

export function subdomainEndOf({
  source,
  target,
}: Pick<ResourceConnection, 'source' | 'target'>): ResourceConnection['source'] {
  return source.resourceType === 'subdomain' ? source : target
}
