import type { PlanData, RecordSet, WantedChange, ZoneData } from '../sdk/index.ts'
import { CliError } from './cli.ts'
import type { DesiredZone } from './desired.ts'
import { diffZone } from './diff-zone.ts'
import { asciiDomain, type Zone } from './find-zone.ts'
import type { Environment, Session } from './session.ts'
import { zoneTextOf } from './zone-text.ts'

/** One request holds so many. */
export const mostChanges = 10_000

/** A zone as it's wanted, compared with what it is. */
export interface ZonePlan {
  zone: ZoneData
  desired: DesiredZone
  /** What was asked for, to be sent as it stands. */
  wanted: WantedChange[]
  unchanged: number
  /** What the server makes of it. */
  plan: Pick<PlanData, 'changes' | 'problems' | 'dangers'>
}

/**
 * Reads every zone whole, finds the differences, and lets the server plan these: what it says, with its provider's rules and its
 * view of dangers, is what holds. Throws CliError with everything that is wrong with the files.
 */
export async function compareZones(session: Session, desired: readonly DesiredZone[]): Promise<ZonePlan[]> {
  const environment = await session.environment()
  const zones = new Map((await environment.zones.list().all()).map(zone => [zone.domainName, zone]))
  const missing = desired.filter(({ domain }) => !zones.has(asciiDomain(domain)))
  if (missing.length > 0) throw missingZones(session, missing)
  const plans: ZonePlan[] = []
  for (const zone of desired) plans.push(await compareZone(environment, zones.get(asciiDomain(zone.domain))!, zone))
  return plans
}

async function compareZone(environment: Environment, zone: ZoneData, desired: DesiredZone): Promise<ZonePlan> {
  const place = environment.zone(zone.id)
  const actual = await place.records.list().all()
  const { changes: wanted, unchanged, problems } = diffZone(desired, actual)
  if (problems.length > 0) throw new CliError(`${desired.domain}: the file has problems`, { details: problems })
  const found = { zone, desired, wanted, unchanged }
  if (wanted.length === 0) return { ...found, plan: { changes: [], problems: [], dangers: [] } }
  if (wanted.length > mostChanges) return { ...found, plan: await planAsFile(place, desired, wanted, actual) }
  const plan = await place.changes.plan(wanted)
  // Sets that are the same to the provider, though they are written otherwise.
  const alike = plan.problems.length > 0 ? 0 : wanted.length - plan.changes.length
  return { ...found, unchanged: unchanged + alike, plan }
}

/** The server judges the whole zone, and shows the first of its changes only: all of them are those that have been found here. */
async function planAsFile(
  place: Zone,
  desired: DesiredZone,
  wanted: readonly WantedChange[],
  actual: readonly RecordSet[],
): Promise<ZonePlan['plan']> {
  const { problems, dangers } = await place.planImport(zoneTextOf(desired), { mode: 'replace' })
  const before = new Map(actual.map(set => [`${set.name} ${set.type} ${set.variant ?? ''}`, set]))
  return { changes: wanted.map(change => plannedHere(change, before)), problems, dangers }
}

type Before = ReadonlyMap<string, NonNullable<PlanData['changes'][number]['before']>>

/** As the server would show it, but for values that it writes otherwise. */
function plannedHere({ action, ifCurrent: _, ...set }: WantedChange, present: Before): PlanData['changes'][number] {
  const { name, type, aliasTarget, ...rest } = set
  const before = present.get(`${name} ${type} ${set.variant ?? ''}`) ?? null
  if (action === 'delete') return { op: 'delete', name, type, before, after: null }
  const target = aliasTarget && { hostedZoneId: '', ...aliasTarget }
  const after = { name, type, ...rest, ...(target ? { aliasTarget: target } : { ttl: set.ttl ?? 300 }) }
  return { op: action === 'create' ? 'create' : 'replace', name, type, before, after }
}

function missingZones(session: Session, missing: readonly DesiredZone[]): CliError {
  const domains = missing.map(({ domain }) => domain)
  return new CliError(`There is no zone ${domains.join(', ')} in ${session.environmentSlug}.`, {
    fix: `Make it first: zoneplane zones create ${domains[0]}`,
  })
}
