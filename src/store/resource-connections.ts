import type { Selectable } from 'kysely'
import { type Backend, isOneOf } from './backend.ts'
import type { ConnectionFilter, ResourceConnection, ResourceConnections } from './resource-tables.ts'
import type { Queries, Tables } from './tables.ts'
import { orTaken } from './taken.ts'

export function resourceConnections({ queries, dialect }: Backend): ResourceConnections {
  const all = () => queries.selectFrom('resource_connections').selectAll()

  return {
    async create({ now, ...connection }) {
      const { projectId, environmentId, source, target, requestKey } = connection
      const row = await queries
        .insertInto('resource_connections')
        .values({
          project_id: projectId,
          environment_id: environmentId,
          source_type: source.resourceType,
          source_id: source.resourceId,
          target_type: target.resourceType,
          target_id: target.resourceId,
          low_id: Math.min(source.resourceId, target.resourceId),
          high_id: Math.max(source.resourceId, target.resourceId),
          ...required(connection),
          request_key: requestKey,
          created_at: now,
          updated_at: now,
        })
        .onConflict(conflict => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      return connectionOf(orTaken(row, `The pair ${source.resourceId}, ${target.resourceId}`))
    },

    async get(id) {
      const row = await all().where('id', '=', id).executeTakeFirst()
      return row && connectionOf(row)
    },

    async between(oneId, otherId) {
      const row = await all()
        .where('low_id', '=', Math.min(oneId, otherId))
        .where('high_id', '=', Math.max(oneId, otherId))
        .executeTakeFirst()
      return row && connectionOf(row)
    },

    list: filter => list(queries, filter),

    async abandoned(before) {
      const rows = await all()
        .where('operation_id', 'is not', null)
        .where('operation_at', '<', before)
        .orderBy('id')
        .execute()
      return rows.map(connectionOf)
    },

    async update(id, expected, { now, ...fields }) {
      const { numUpdatedRows } = await queries
        .updateTable('resource_connections')
        .set({ ...columnsOf(fields), updated_at: now })
        .where('id', '=', id)
        .where('operation_id', expected === null ? 'is' : '=', expected)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    async delete(id) {
      await queries.deleteFrom('resource_connections').where('id', '=', id).execute()
    },

    async sets(zoneId, names) {
      const rows = await queries
        .selectFrom('connection_sets')
        .select('rrset')
        .where('zone_id', '=', zoneId)
        .where(isOneOf(dialect, 'name', names))
        .execute()
      return rows.map(({ rrset }) => JSON.parse(rrset))
    },

    async keepSet(zoneId, set) {
      const rrset = JSON.stringify(set)
      await queries
        .insertInto('connection_sets')
        .values({ zone_id: zoneId, name: set.name, type: set.type, rrset })
        .onConflict(conflict => conflict.columns(['zone_id', 'name', 'type']).doUpdateSet({ rrset }))
        .execute()
    },

    async forgetSet(zoneId, name, type) {
      await queries
        .deleteFrom('connection_sets')
        .where('zone_id', '=', zoneId)
        .where('name', '=', name)
        .where('type', '=', type)
        .execute()
    },

    async forgetSets(zoneId) {
      await queries.deleteFrom('connection_sets').where('zone_id', '=', zoneId).execute()
    },
  }
}

async function list(queries: Queries, filter: ConnectionFilter): Promise<ResourceConnection[]> {
  const { resourceId } = filter
  const equal = {
    environment_id: filter.environmentId,
    zone_id: filter.zoneId,
    record_name: filter.recordName,
    source_type: filter.sourceResourceType,
    source_id: filter.sourceResourceId,
    target_type: filter.targetResourceType,
    target_id: filter.targetResourceId,
    status: filter.status,
  }
  const wanted = Object.entries(equal).filter(([, value]) => value !== undefined)
  const rows = await queries
    .selectFrom('resource_connections')
    .selectAll()
    .where(({ and }) => and(Object.fromEntries(wanted)))
    .$if(resourceId !== undefined, query =>
      query.where(({ or, eb }) =>
        or([eb('source_id', '=', resourceId!), eb('target_id', '=', resourceId!), eb('zone_id', '=', resourceId!)]),
      ),
    )
    .orderBy('id')
    .execute()
  return rows.map(connectionOf)
}

type Fields = Omit<Parameters<ResourceConnections['update']>[2], 'now'>

/** The columns of fields that are given; those that aren't stay undefined, and the row stays as it is there. */
function columnsOf({ details, zoneId, recordName, status, problems, made, operation }: Fields) {
  return {
    details: details && JSON.stringify(details),
    zone_id: zoneId,
    record_name: recordName,
    status,
    problems: problems && JSON.stringify(problems),
    made: made && JSON.stringify(made),
    ...(operation !== undefined && {
      operation_id: operation?.id ?? null,
      operation: operation && JSON.stringify(operation),
      operation_at: operation?.startedAt ?? null,
    }),
  }
}

function required(connection: Required<Fields>) {
  const { details, zoneId, recordName, status, problems, made, operation } = connection
  return {
    details: JSON.stringify(details),
    zone_id: zoneId,
    record_name: recordName,
    status,
    problems: JSON.stringify(problems),
    made: JSON.stringify(made),
    operation_id: operation?.id ?? null,
    operation: operation && JSON.stringify(operation),
    operation_at: operation?.startedAt ?? null,
  }
}

function connectionOf(row: Selectable<Tables['resource_connections']>): ResourceConnection {
  return {
    id: row.id,
    projectId: row.project_id,
    environmentId: row.environment_id,
    source: { resourceType: row.source_type, resourceId: row.source_id },
    target: { resourceType: row.target_type, resourceId: row.target_id },
    details: JSON.parse(row.details),
    zoneId: row.zone_id,
    recordName: row.record_name,
    status: row.status,
    problems: JSON.parse(row.problems),
    made: JSON.parse(row.made),
    operation: row.operation === null ? null : JSON.parse(row.operation),
    requestKey: row.request_key,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
