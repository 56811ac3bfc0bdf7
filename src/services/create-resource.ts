import { AppError, problemsError } from '../contract/errors.ts'
import type { ResourceType } from '../contract/resource-types.ts'
import type { CreateTargetBody, ResourceData } from '../contract/resources.ts'
import { type CreateSubdomainBody, type SubdomainData, subdomainName } from '../contract/subdomains.ts'
import { readTargetMetadata } from '../contract/target-metadata.ts'
import { type Resource, type Store, StoreError } from '../store/store.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { resourceData, subdomainData } from './resource-data.ts'

/** A name that is part of no zone until it is connected in one. */
export async function createSubdomain(
  deps: Deps,
  caller: Caller,
  place: Place,
  body: CreateSubdomainBody,
): Promise<SubdomainData> {
  const name = subdomainName(body.name)
  try {
    const resource = await deps.store.transaction(async tx => {
      const metadata = { subdomain_name: name }
      const made = await create(tx, { deps, caller, place }, { ...body, name, resourceType: 'subdomain', metadata })
      await tx.subdomains.create({ resourceId: made.id, environmentId: place.environment.id, name })
      return made
    })
    return subdomainData(resource, place)
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'taken')) throw error
    const message = `The environment has the subdomain "${name}" already.`
    const details = [{ path: 'name', code: 'duplicate_subdomain', message }]
    throw new AppError('duplicate_subdomain', message, { details, cause: error })
  }
}

/** Something that names can point at. It is told of here, and made elsewhere. */
export async function createTarget(
  deps: Deps,
  caller: Caller,
  place: Place,
  body: CreateTargetBody,
): Promise<ResourceData> {
  const { value: metadata, problems } = readTargetMetadata(body.resourceType, body.metadata)
  if (metadata === undefined) throw problemsError(problems)
  const resource = await deps.store.transaction(tx => create(tx, { deps, caller, place }, { ...body, metadata }))
  return resourceData(resource, place)
}

interface NewResource {
  resourceType: ResourceType
  name: string
  metadata: Record<string, unknown>
  positionX?: number | undefined
  positionY?: number | undefined
}

async function create(
  tx: Store,
  { deps, caller, place }: { deps: Deps; caller: Caller; place: Place },
  { resourceType, name, metadata, positionX, positionY }: NewResource,
): Promise<Resource> {
  const now = deps.now()
  const { workspaceId, project, environment } = place
  const resource = await tx.resources.create({
    projectId: project.id,
    environmentId: environment.id,
    resourceType,
    name,
    status: 'active',
    comment: null,
    positionX: positionX ?? null,
    positionY: positionY ?? null,
    metadata,
    now,
  })
  const deed = { action: `${resourceType === 'subdomain' ? 'subdomain' : 'target'}.create`, subject: name, now }
  const where = { workspaceId, projectId: project.id, environmentId: environment.id, resourceId: resource.id }
  await tx.activities.add([activityOf(caller, { ...deed, ...where, after: resourceData(resource, place) })])
  return resource
}
