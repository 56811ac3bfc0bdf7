import { domainName, domainText } from '../contract/domain-name.ts'
import type { DomainBody, DomainData } from '../contract/domains.ts'
import { AppError, problemsError } from '../contract/errors.ts'
import { isoTime } from '../contract/time.ts'
import type { Domain, Zone } from '../store/store.ts'
import type { Caller, Deps, ProjectPlace } from './deps.ts'
import { activityOf, type Deed } from './record-activity.ts'
import { isTaken } from './slugs.ts'

/** The domains that a project manages. */
export async function listDomains(deps: Deps, { project }: ProjectPlace): Promise<DomainData[]> {
  return (await deps.store.domains.list(project.id)).map(domainData)
}

/**
 * Registers a domain and ties it to the project's zone of the same name.
 * Throws `not_found` or `wrong_environment` for the zone, `validation_failed` for another zone's domain, `duplicate_domain`.
 */
export async function createDomain(
  deps: Deps,
  caller: Caller,
  place: ProjectPlace,
  { domain: text, zoneId, internalPurchase }: DomainBody,
): Promise<DomainData> {
  const domain = domainName(text)
  const zone = await zoneIn(deps, place, zoneId)
  if (zone.domain !== domain) throw otherDomain(zone)
  const now = deps.now()
  const projectId = place.project.id
  // A zone is bound to a provider from its beginning, so records can be written at once.
  const made = { projectId, domain, zoneId, internalPurchase, verified: false, configured: true, now }
  try {
    return await deps.store.transaction(async tx => {
      const row = await tx.domains.create(made)
      const data = domainData(row)
      await tx.activities.add([activityOf(caller, { ...deedOf(place, row, 'domain.create', now), after: data })])
      return data
    })
  } catch (error) {
    throw isTaken(error) ? duplicate(text, error) : error
  }
}

/** The zone and its records stay as they are. */
export async function deleteDomain(deps: Deps, caller: Caller, place: ProjectPlace, id: number): Promise<DomainData> {
  const projectId = place.project.id
  return deps.store.transaction(async tx => {
    const row = (await tx.domains.list(projectId)).find(candidate => candidate.id === id)
    if (row === undefined || !(await tx.domains.delete(projectId, id))) {
      throw new AppError('not_found', `The project has no domain ${id}.`)
    }
    const data = domainData(row)
    const deed = deedOf(place, row, 'domain.delete', deps.now())
    await tx.activities.add([activityOf(caller, { ...deed, before: data })])
    return data
  })
}

async function zoneIn(deps: Deps, { project }: ProjectPlace, zoneId: number): Promise<Zone> {
  const zone = await deps.store.zones.get(zoneId)
  if (zone === undefined) throw new AppError('not_found', `There is no zone ${zoneId}.`)
  if (zone.resource.projectId === project.id) return zone
  throw new AppError('wrong_environment', `The zone ${zoneId} belongs to another project.`)
}

function otherDomain(zone: Zone): AppError {
  const message = `must be the domain of the zone, ${domainText(zone.domain)}`
  return problemsError([{ path: 'domain', code: 'not_the_zones_domain', message }])
}

function duplicate(domain: string, cause: unknown): AppError {
  const message = `The project has the domain ${domain} already.`
  const details = [{ path: 'domain', code: 'duplicate_domain', message }]
  return new AppError('duplicate_domain', message, { details, cause })
}

function deedOf({ workspaceId, project }: ProjectPlace, row: Domain, action: string, now: number): Deed {
  const subject = domainText(row.domain)
  return { workspaceId, projectId: project.id, resourceId: row.zoneId, action, subject, now }
}

function domainData({ id, domain, zoneId, internalPurchase, verified, configured, createdAt }: Domain): DomainData {
  return {
    id,
    domain: domainText(domain),
    zoneId,
    internalPurchase,
    verified,
    configured,
    createdAt: isoTime(createdAt),
  }
}
