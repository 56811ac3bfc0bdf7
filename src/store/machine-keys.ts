import type { Selectable } from 'kysely'
import type { Name } from '../dns/rrset.ts'
import { type Backend, isOneOf } from './backend.ts'
import { gather } from './gather.ts'
import { type SealedPlace, seal, unseal } from './seal.ts'
import type { MachineKey, MachineKeys } from './store.ts'
import type { Queries, Tables } from './tables.ts'
import { orTaken } from './taken.ts'

type SigningKey = NonNullable<Awaited<ReturnType<MachineKeys['findByTsigName']>>>
type Creation = Parameters<MachineKeys['create']>[0]

const placeOf = (row: number): SealedPlace => ({ table: 'machine_tsig_keys', column: 'secret', row })

export function machineKeys(backend: Backend, secretKey: Uint8Array): MachineKeys {
  const { queries, transaction, unsynced } = backend
  const findByNames = (names: readonly Name[]) => findByTsigNames(backend, secretKey, names)
  // Everybody can send messages that say to be signed with some key, many at once.
  const find = backend.inTransaction ? findByNames : gather(findByNames)

  return {
    create: key =>
      transaction(async queries => {
        const row = await insert(queries, key)
        if (key.tsig !== undefined) await insertTsig(queries, secretKey, { id: row.id, tsig: key.tsig })
        const { name, algorithm } = key.tsig ?? { name: null, algorithm: null }
        return machineKeyOf({ ...row, tsig_name: name, tsig_algorithm: algorithm })
      }),

    async list(projectId) {
      const rows = await withTsig(queries).where('project_id', '=', projectId).orderBy('id').execute()
      return rows.map(machineKeyOf)
    },

    async findByAccessKey(accessKey) {
      const row = await withTsig(queries).where('access_key', '=', accessKey).executeTakeFirst()
      return row && machineKeyOf(row)
    },

    findByTsigName: async name => (await find([name]))[0],

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

/** One for each name, in their order. */
async function findByTsigNames(
  { queries, dialect }: Backend,
  secretKey: Uint8Array,
  names: readonly Name[],
): Promise<(SigningKey | undefined)[]> {
  const rows = await withTsig(queries)
    .select('machine_tsig_keys.secret as tsig_secret')
    .where(isOneOf(dialect, 'machine_tsig_keys.name', [...new Set(names)]))
    .execute()
  const found = rows.map(row => {
    const secret = unseal(secretKey, placeOf(row.id), row.tsig_secret ?? '')
    return [row.tsig_name, { key: machineKeyOf(row), secret }] as const
  })
  const byName = new Map(found)
  return names.map(name => byName.get(name))
}

function withTsig(queries: Queries) {
  return queries
    .selectFrom('machine_keys')
    .leftJoin('machine_tsig_keys', 'machine_tsig_keys.machine_key_id', 'machine_keys.id')
    .selectAll('machine_keys')
    .select(['machine_tsig_keys.name as tsig_name', 'machine_tsig_keys.algorithm as tsig_algorithm'])
}

async function insert(queries: Queries, key: Creation): Promise<Selectable<Tables['machine_keys']>> {
  const { projectId, name, accessKey, secretHash, grants, expiresAt, now } = key
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
  return orTaken(row, `The access key ${accessKey}`)
}

async function insertTsig(
  queries: Queries,
  secretKey: Uint8Array,
  { id, tsig }: { id: number; tsig: NonNullable<Creation['tsig']> },
): Promise<void> {
  const { name, algorithm, secret } = tsig
  const row = await queries
    .insertInto('machine_tsig_keys')
    .values({ machine_key_id: id, name, algorithm, secret: seal(secretKey, placeOf(id), secret) })
    .onConflict(conflict => conflict.doNothing())
    .returning('machine_key_id')
    .executeTakeFirst()
  orTaken(row, `The TSIG key ${name}`)
}

type Row = Selectable<Tables['machine_keys']> & { tsig_name: string | null; tsig_algorithm: string | null }

function machineKeyOf(row: Row): MachineKey {
  const { tsig_name: name, tsig_algorithm: algorithm } = row
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    accessKey: row.access_key,
    secretHash: row.secret_hash,
    grants: row.grants === null ? null : JSON.parse(row.grants),
    tsig: name === null || algorithm === null ? null : { name, algorithm },
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  }
}
