import { can } from '../auth/can.ts'
import type { ActivityData, ActivityQuery } from '../contract/activities.ts'
import { isoTime } from '../contract/time.ts'
import type { Activity } from '../store/store.ts'
import { enterProject, userOf } from './access.ts'
import type { Caller, Deps } from './deps.ts'

/** Rows of a page where the query names none. */
const defaultLimit = 50

export interface ActivityPage {
  activities: ActivityData[]
  nextCursor: string | null
}

/** What was done in the workspaces that the caller may look into, newest first. A project that may not be seen is `not_found`. */
export async function listActivities(deps: Deps, caller: Caller, query: ActivityQuery): Promise<ActivityPage> {
  const limit = query.limit === undefined ? defaultLimit : Number(query.limit)
  const rows = await deps.store.activities.list({
    workspaceIds: readableWorkspaces(caller),
    ...(await projectFilter(deps, caller, query.project)),
    ...(query.resourceId === undefined ? {} : { resourceId: Number(query.resourceId) }),
    ...(query.action === undefined ? {} : { action: query.action }),
    ...(query.cursor === undefined ? {} : { before: Number(query.cursor) }),
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { activities: page.map(activityData), nextCursor: hasMore ? String(last.id) : null }
}

function readableWorkspaces(caller: Caller): number[] {
  const { roles } = userOf(caller)
  return [...roles.keys()].filter(workspaceId => {
    return can(caller.principal, 'activity.read', { kind: 'workspace', workspaceId }).allowed
  })
}

async function projectFilter(deps: Deps, caller: Caller, slug: string | undefined): Promise<{ projectId?: number }> {
  if (slug === undefined) return {}
  const { project } = await enterProject(deps, caller, { projectSlug: slug, action: 'activity.read', hide: true })
  return { projectId: project.id }
}

function activityData({ actorKind, actorId, actorName, createdAt, ...activity }: Activity): ActivityData {
  return {
    ...activity,
    actor: { kind: actorKind, id: actorId, name: actorName },
    createdAt: isoTime(createdAt),
  }
}
