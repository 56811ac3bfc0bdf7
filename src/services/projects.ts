import { can } from '../auth/can.ts'
import { AppError } from '../contract/errors.ts'
import { reservedSlugs } from '../contract/paths.ts'
import type { ProjectBody, ProjectData, ProjectWithEnvironments } from '../contract/projects.ts'
import { isoTime } from '../contract/time.ts'
import type { Project, Store, Workspace } from '../store/store.ts'
import { enterWorkspace, userOf } from './access.ts'
import type { Caller, Deps, ProjectPlace } from './deps.ts'
import { environmentData } from './environments.ts'
import { activityOf } from './record-activity.ts'
import { slugOf, withFreeSlug } from './slugs.ts'

/** Those of all workspaces that the caller is a member of. */
export async function listProjects(deps: Deps, caller: Caller): Promise<ProjectData[]> {
  const { userId } = userOf(caller)
  const workspaces = new Map((await deps.store.workspaces.listOf(userId)).map(workspace => [workspace.id, workspace]))
  const projects = await deps.store.projects.listOf(userId)
  return projects.flatMap(project => {
    const workspace = workspaces.get(project.workspaceId)
    return workspace === undefined ? [] : [projectData(project, workspace)]
  })
}

/** A project with the environment `production`. Its slug is made from the name and unique in the installation. */
export async function createProject(deps: Deps, caller: Caller, body: ProjectBody): Promise<ProjectWithEnvironments> {
  const workspace = await workspaceFor(deps, caller, body.workspaceSlug)
  return withFreeSlug(
    slugOf(body.name, 'project'),
    async slug => !reservedSlugs.has(slug) && (await deps.store.projects.findBySlug(slug)) === undefined,
    slug => deps.store.transaction(tx => insertProject(tx, caller, workspace, { name: body.name, slug }, deps.now())),
  )
}

export async function getProject(deps: Deps, { project }: ProjectPlace): Promise<ProjectWithEnvironments> {
  return withEnvironments(deps.store, project, await workspaceOf(deps.store, project))
}

/** Changes the name; the slug stays, since paths are made of it. */
export async function renameProject(
  deps: Deps,
  caller: Caller,
  { project }: ProjectPlace,
  name: string,
): Promise<ProjectWithEnvironments> {
  const now = deps.now()
  return deps.store.transaction(async tx => {
    await tx.projects.rename(project.id, name, now)
    const after = { ...project, name, updatedAt: now }
    const changed = { action: 'project.update', before: { name: project.name }, after: { name }, now }
    await tx.activities.add([activityOf(caller, { ...placeOf(project), ...changed })])
    return withEnvironments(tx, after, await workspaceOf(tx, project))
  })
}

/** With its environments, keys and attachments. Throws `not_empty` while resources live in it. */
export async function deleteProject(deps: Deps, caller: Caller, { project }: ProjectPlace): Promise<ProjectData> {
  const now = deps.now()
  try {
    return await deps.store.transaction(async tx => {
      await refuseFilled(tx, project)
      const data = projectData(project, await workspaceOf(tx, project))
      await tx.projects.delete(project.id)
      const deed = { ...placeOf(project), action: 'project.delete', before: data, now }
      await tx.activities.add([activityOf(caller, deed)])
      return data
    })
  } catch (error) {
    // A resource may have been made at the same time; then the store has refused.
    if (!(error instanceof AppError)) await refuseFilled(deps.store, project)
    throw error
  }
}

/** The one asked for, or else the first in which the caller may create projects. */
async function workspaceFor(deps: Deps, caller: Caller, slug: string | undefined): Promise<Workspace> {
  if (slug !== undefined) return enterWorkspace(deps, caller, slug, 'project.create')
  const { userId, roles } = userOf(caller)
  const allowed = [...roles.keys()].filter(workspaceId => {
    return can(caller.principal, 'project.create', { kind: 'workspace', workspaceId }).allowed
  })
  const workspace = (await deps.store.workspaces.listOf(userId)).find(({ id }) => allowed.includes(id))
  if (workspace !== undefined) return workspace
  throw new AppError('forbidden', 'There is no workspace in which your role allows project.create.')
}

type NewProject = { name: string; slug: string }

async function insertProject(
  tx: Store,
  caller: Caller,
  workspace: Workspace,
  { name, slug }: NewProject,
  now: number,
): Promise<ProjectWithEnvironments> {
  const project = await tx.projects.create({ workspaceId: workspace.id, slug, name, now })
  await tx.projects.createEnvironment({ projectId: project.id, slug: 'production', name: 'Production', now })
  const data = await withEnvironments(tx, project, workspace)
  const deed = { ...placeOf(project), action: 'project.create', after: data, now }
  await tx.activities.add([activityOf(caller, deed)])
  return data
}

async function refuseFilled(store: Store, project: Project): Promise<void> {
  if ((await store.resources.countInProject(project.id)) === 0) return
  const environments = await store.projects.environments(project.id)
  const resources = (await Promise.all(environments.map(({ id }) => store.resources.list(id)))).flat()
  const details = resources.map(({ id, resourceType, name }) => ({
    path: `resources[${id}]`,
    code: 'not_empty',
    message: `the ${resourceType} "${name}" (${id}) lives in the project`,
  }))
  throw new AppError('not_empty', `The project still holds ${resources.length} resource(s); delete them first.`, {
    details,
  })
}

async function workspaceOf(store: Store, project: Project): Promise<Workspace> {
  const workspace = await store.workspaces.get(project.workspaceId)
  if (workspace === undefined) throw new Error(`project ${project.id} has no workspace`)
  return workspace
}

async function withEnvironments(
  store: Store,
  project: Project,
  workspace: Workspace,
): Promise<ProjectWithEnvironments> {
  const environments = await store.projects.environments(project.id)
  return { ...projectData(project, workspace), environments: environments.map(environmentData) }
}

function placeOf(project: Project): { workspaceId: number; projectId: number; subject: string } {
  return { workspaceId: project.workspaceId, projectId: project.id, subject: project.slug }
}

function projectData({ id, slug, name, createdAt, updatedAt }: Project, workspace: Workspace): ProjectData {
  return {
    id,
    slug,
    name,
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name },
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  }
}
