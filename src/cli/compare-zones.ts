import type { PlanData, WantedChange, ZoneData } from '../sdk/index.ts'
import { CliError } from './cli.ts'
import type { DesiredZone } from './desired.ts'
import { diffZone } from './diff-zone.ts'
import { asciiDomain } from './find-zone.ts'
import type { Environment, Session } from './session.ts'

/** One request holds so many. */
export const mostChanges = 10_000

/** A zone as it's wanted, compared with what it is. */
export interface ZonePlan {
  zone: ZoneData
  desired: DesiredZone
  /** What was asked for, to be sent as it stands. */
  wanted: WantedChange[]
  unchanged: number
  /** What the server makes of it; without changes, or with too many for one request, what has been found here. */
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
  const { records, changes } = environment.zone(zone.id)
  const actual = await records.list().all()
  const { changes: wanted, unchanged, problems } = diffZone(desired, actual)
  if (problems.length > 0) throw new CliError(`${desired.domain}: the file has problems`, { details: problems })
  if (wanted.length === 0) return { zone, desired, wanted, unchanged, plan: { changes: [], problems: [], dangers: [] } }
  if (wanted.length > mostChanges) {
    const before = new Map(actual.map(set => [`${set.name} ${set.type} ${set.variant ?? ''}`, set]))
    return {
      zone,
      desired,
      wanted,
      unchanged,
      plan: { changes: wanted.map(change => plannedHere(change, before)), problems: [], dangers: [] },
    }
  }
  const plan = await changes.plan(wanted)
  return {
    zone,
    desired,
    wanted,
    unchanged: unchanged + wanted.length - plan.changes.length - plan.problems.length,
    plan,
  }
}

type Before = ReadonlyMap<string, NonNullable<PlanData['changes'][number]['before']>>

/** As the server would show it, but for values that it writes otherwise. */
function plannedHere({ action, ...set }: WantedChange, present: Before): PlanData['changes'][number] {
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
