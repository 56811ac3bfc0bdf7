import { type Selectable, sql } from 'kysely'
import { type Backend, type Dialect, jsonRows } from './backend.ts'
import type { Notice } from './history.ts'
import type { Activities, Activity, NewActivity } from './store.ts'
import type { Queries, Tables } from './tables.ts'

type Filter = Parameters<Activities['list']>[0]

export function activities({ queries, dialect, news }: Backend): Activities {
  return {
    async add(activities) {
      await addActivities(queries, dialect, activities)
      const notices = activityNotices(activities)
      if (notices.length > 0) await news.publish(queries, notices)
    },

    async list(filter) {
      if (filter.workspaceIds.length === 0) return []
      const rows = await matching(queries, filter).orderBy('id', 'desc').limit(filter.limit).execute()
      return rows.map(activityOf)
    },
  }
}

function matching(queries: Queries, { workspaceIds, projectId, resourceId, action, actorId, before }: Filter) {
  let found = queries.selectFrom('activities').selectAll().where('workspace_id', 'in', workspaceIds)
  if (projectId !== undefined) found = found.where('project_id', '=', projectId)
  if (resourceId !== undefined) found = found.where('resource_id', '=', resourceId)
  if (action !== undefined) found = found.where('action', '=', action)
  if (actorId !== undefined) found = found.where('actor_id', '=', actorId)
  if (before !== undefined) found = found.where('id', '<', before)
  return found
}

function activityOf(row: Selectable<Tables['activities']>): Activity {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    projectId: row.project_id,
    environmentId: row.environment_id,
    resourceId: row.resource_id,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    action: row.action,
    subject: row.subject,
    requestId: row.request_id,
    address: row.address,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
    createdAt: row.created_at,
  }
}

export async function addActivities(queries: Queries, dialect: Dialect, activities: readonly NewActivity[]) {
  if (activities.length === 0) return
  const text = (index: number) => sql`item.value->>${sql.lit(index)}`
  const number = (index: number) => sql`cast(item.value->>${sql.lit(index)} as bigint)`
  await sql`
    insert into activities (
      workspace_id, project_id, environment_id, resource_id, actor_kind, actor_id, actor_name,
      action, subject, request_id, address, before, after, created_at
    )
    select ${sql.join([number(0), number(1), number(2), number(3), text(4), number(5), text(6)])},
      ${sql.join([text(7), text(8), text(9), text(10), text(11), text(12), number(13)])}
    from ${jsonRows(dialect, activities.map(valuesOf))}`.execute(queries)
}

/** For those who follow what happens. What is done to records is told with the change set that does it. */
export function activityNotices(activities: readonly NewActivity[]): Notice[] {
  return activities
    .filter(({ action }) => !action.startsWith('record_set.'))
    .map(({ workspaceId, projectId, environmentId, resourceId, action }) => {
      return { kind: 'activity', workspaceId, projectId, environmentId, resourceId, action }
    })
}

function valuesOf(activity: NewActivity): (string | number | null)[] {
  return [
    activity.workspaceId,
    activity.projectId,
    activity.environmentId,
    activity.resourceId,
    activity.actorKind,
    activity.actorId,
    activity.actorName,
    activity.action,
    activity.subject,
    activity.requestId,
    activity.address,
    jsonOf(activity.before),
    jsonOf(activity.after),
    activity.now,
  ]
}

const jsonOf = (value: unknown) => JSON.stringify(value) ?? null
