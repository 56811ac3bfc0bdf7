import { type Selectable, sql } from 'kysely'
import type { Dialect } from './backend.ts'
import type { ChangeRecord, ChangeSet, LastWrite, NewChangeSet } from './history.ts'
import { columnList, rowList } from './row-list.ts'
import type { Queries, Tables } from './tables.ts'

/** All but the intents, which can be large. */
export const listedColumns = [
  'id',
  'zone_id',
  'workspace_id',
  'project_id',
  'environment_id',
  'kind',
  'status',
  'comment',
  'revert_of',
  'actor_kind',
  'actor_id',
  'actor_name',
  'request_id',
  'address',
  'idempotency_key',
  'problems',
  'done',
  'total',
  'created_at',
  'deadline',
  'settled_at',
] as const

export function changeSetOf(row: Selectable<Tables['change_sets']>): ChangeSet {
  return {
    id: row.id,
    zoneId: row.zone_id,
    workspaceId: row.workspace_id,
    projectId: row.project_id,
    environmentId: row.environment_id,
    kind: row.kind,
    status: row.status,
    intents: JSON.parse(row.intents),
    comment: row.comment,
    revertOf: row.revert_of,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    requestId: row.request_id,
    address: row.address,
    idempotencyKey: row.idempotency_key,
    problems: JSON.parse(row.problems),
    done: row.done,
    total: row.total,
    createdAt: row.created_at,
    deadline: row.deadline,
    settledAt: row.settled_at,
  }
}

export function changeRecordOf(row: Selectable<Tables['changes']>): ChangeRecord {
  return {
    position: row.position,
    change: JSON.parse(row.change),
    status: row.status,
    failure: row.failure === null ? null : JSON.parse(row.failure),
    receipt: row.receipt,
  }
}

export function lastWriteOf(row: { change_set_id: number; change: string }): LastWrite {
  return { changeSetId: row.change_set_id, change: JSON.parse(row.change) }
}

const written = {
  zone_id: 'bigint',
  workspace_id: 'bigint',
  project_id: 'bigint',
  environment_id: 'bigint',
  kind: 'text',
  status: 'text',
  intents: 'text',
  comment: 'text',
  revert_of: 'bigint',
  actor_kind: 'text',
  actor_id: 'bigint',
  actor_name: 'text',
  request_id: 'text',
  address: 'text',
  idempotency_key: 'text',
  problems: 'text',
  done: 'bigint',
  total: 'bigint',
  created_at: 'bigint',
  deadline: 'bigint',
} as const

/** One statement for all of them; their ids grow in the order given. */
export async function insertChangeSets(
  queries: Queries,
  dialect: Dialect,
  sets: readonly NewChangeSet[],
): Promise<ChangeSet[]> {
  if (sets.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    insert into change_sets (${columnList(written)})
    select ${columnList(written, 'item')} from ${rowList(dialect, written, sets.map(valuesOf))}
    returning id`.execute(queries)
  const ids = rows.map(({ id }) => id).sort((one, other) => one - other)
  return sets.map((set, index) => pendingSet(ids[index]!, set))
}

function valuesOf(set: NewChangeSet): Record<keyof typeof written, unknown> {
  return {
    zone_id: set.zoneId,
    workspace_id: set.workspaceId,
    project_id: set.projectId,
    environment_id: set.environmentId,
    kind: set.kind,
    status: 'pending',
    intents: set.intents,
    comment: set.comment,
    revert_of: set.revertOf,
    actor_kind: set.actorKind,
    actor_id: set.actorId,
    actor_name: set.actorName,
    request_id: set.requestId,
    address: set.address,
    idempotency_key: set.idempotencyKey,
    problems: [],
    done: 0,
    total: 0,
    created_at: set.createdAt,
    deadline: set.deadline,
  }
}

function pendingSet(id: number, set: NewChangeSet): ChangeSet {
  return {
    id,
    zoneId: set.zoneId,
    workspaceId: set.workspaceId,
    projectId: set.projectId,
    environmentId: set.environmentId,
    kind: set.kind,
    status: 'pending',
    intents: set.intents,
    comment: set.comment,
    revertOf: set.revertOf,
    actorKind: set.actorKind,
    actorId: set.actorId,
    actorName: set.actorName,
    requestId: set.requestId,
    address: set.address,
    idempotencyKey: set.idempotencyKey,
    problems: [],
    done: 0,
    total: 0,
    createdAt: set.createdAt,
    deadline: set.deadline,
    settledAt: null,
  }
}
