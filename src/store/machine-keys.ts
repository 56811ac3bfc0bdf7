import type { Selectable } from 'kysely'
import type { Backend } from './backend.ts'
import type { MachineKey, MachineKeys } from './store.ts'
import type { Tables } from './tables.ts'
import { orTaken } from './taken.ts'

export function machineKeys({ queries, unsynced }: Backend): MachineKeys {
  return {
    async create({ projectId, name, accessKey, secretHash, grants, expiresAt, now }) {
      const row = await queries
        .insertInto('machine_keys')
        .values({
          project_id: projectId,
          name,
          access_key: accessKey,
          secret_hash: secretHash,
          grants: grants && JSON.stringify(grants),
          expires_at: expiresAt,
          created_at: now,
        })
        .onConflict(conflict => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      return machineKeyOf(orTaken(row, `The access key ${accessKey}`))
    },

    async list(projectId) {
      const ofProject = queries.selectFrom('machine_keys').selectAll().where('project_id', '=', projectId)
      const rows = await ofProject.orderBy('id').execute()
      return rows.map(machineKeyOf)
    },

    async findByAccessKey(accessKey) {
      const row = await queries
        .selectFrom('machine_keys')
        .selectAll()
        .where('access_key', '=', accessKey)
        .executeTakeFirst()
      return row && machineKeyOf(row)
    },

    async delete(projectId, id) {
      const { numDeletedRows } = await queries
        .deleteFrom('machine_keys')
        .where('project_id', '=', projectId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows > 0n
    },

    async touch(id, now) {
      await unsynced(queries =>
        queries.updateTable('machine_keys').set({ last_used_at: now }).where('id', '=', id).execute(),
      )
    },
  }
}

function machineKeyOf(row: Selectable<Tables['machine_keys']>): MachineKey {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    accessKey: row.access_key,
    secretHash: row.secret_hash,
    grants: row.grants === null ? null : JSON.parse(row.grants),
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  }
}
