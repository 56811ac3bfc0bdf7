import type { EnvironmentData } from '../contract/projects.ts'
import { isoTime } from '../contract/time.ts'
import type { Environment } from '../store/store.ts'
import type { Caller, Deps, ProjectPlace } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { slugOf, withFreeSlug } from './slugs.ts'

export async function listEnvironments(deps: Deps, { project }: ProjectPlace): Promise<EnvironmentData[]> {
  return (await deps.store.projects.environments(project.id)).map(environmentData)
}

/** Its slug is made from the name and unique in the project. */
export async function createEnvironment(
  deps: Deps,
  caller: Caller,
  { workspaceId, project }: ProjectPlace,
  name: string,
): Promise<EnvironmentData> {
  const now = deps.now()
  const projectId = project.id
  return withFreeSlug(
    slugOf(name, 'environment'),
    async slug => (await deps.store.projects.findEnvironment(projectId, slug)) === undefined,
    slug =>
      deps.store.transaction(async tx => {
        const environment = await tx.projects.createEnvironment({ projectId, slug, name, now })
        const data = environmentData(environment)
        const place = { workspaceId, projectId, environmentId: environment.id }
        const deed = { ...place, action: 'environment.create', subject: `${project.slug}/${slug}`, after: data, now }
        await tx.activities.add([activityOf(caller, deed)])
        return data
      }),
  )
}

export function environmentData({ id, slug, name, createdAt }: Environment): EnvironmentData {
  return { id, slug, name, createdAt: isoTime(createdAt) }
}
