import type { Selectable, Updateable } from 'kysely'
import type { Backend } from './backend.ts'
import { bumpCatalogOf } from './catalog-zones.ts'
import { type SealedPlace, seal, unseal } from './seal.ts'
import type { Secondaries, Secondary, SecondaryFields } from './store.ts'
import { StoreError } from './store.ts'
import type { Queries, Tables } from './tables.ts'
import { orTaken } from './taken.ts'

const placeOf = (row: number): SealedPlace => ({ table: 'secondaries', column: 'tsig_secret', row })

export function secondaries({ queries, transaction, news }: Backend, secretKey: Uint8Array): Secondaries {
  const rows = () => queries.selectFrom('secondaries').selectAll().orderBy('id')

  return {
    create: (workspaceId, fields, now) =>
      transaction(queries => create(queries, secretKey, { workspaceId, fields, now })),

    async get(workspaceId, id) {
      const row = await rows().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
      return row && secondaryOf(row)
    },

    list: async workspaceId => (await rows().where('workspace_id', '=', workspaceId).execute()).map(secondaryOf),

    async all() {
      return (await rows().execute()).map(row => {
        const { tsig, ...secondary } = secondaryOf(row)
        return { ...secondary, tsig: tsig && { ...tsig, secret: unseal(secretKey, placeOf(row.id), row.tsig_secret!) } }
      })
    },

    update: (id, fields, now) => transaction(queries => update(queries, secretKey, { id, fields, now })),

    async delete(id) {
      await queries.deleteFrom('secondaries').where('id', '=', id).execute()
    },

    choice: hostedZoneId => choice(queries, hostedZoneId),
    choose: (hostedZoneId, ids) => transaction(queries => choose(queries, hostedZoneId, ids)),

    async findChoice(domain) {
      const zone = await queries
        .selectFrom('hosted_zones')
        .select(['id', 'workspace_id as workspaceId'])
        .where('domain', '=', domain)
        .executeTakeFirst()
      const ids = zone && (await choice(queries, zone.id))
      return ids === undefined ? undefined : { hostedZoneId: zone!.id, workspaceId: zone!.workspaceId, ids }
    },

    async choices() {
      const own = await queries
        .selectFrom('hosted_zones')
        .leftJoin('zone_secondaries', 'hosted_zone_id', 'hosted_zones.id')
        .select(['hosted_zones.id as hostedZoneId', 'secondary_id as id'])
        .where('own_secondaries', '=', 1)
        .orderBy('secondary_id')
        .execute()
      const zones = Map.groupBy(own, ({ hostedZoneId }) => hostedZoneId)
      return [...zones].map(([hostedZoneId, chosen]) => ({ hostedZoneId, ids: chosen.flatMap(({ id }) => id ?? []) }))
    },

    publish: workspaceId => news.publish(queries, [{ kind: 'secondaries', workspaceId }]),
  }
}

async function create(
  queries: Queries,
  secretKey: Uint8Array,
  { workspaceId, fields, now }: { workspaceId: number; fields: SecondaryFields; now: number },
): Promise<Secondary> {
  const { tsig, ...plain } = fields
  const key = tsig && { tsig_name: tsig.name, tsig_algorithm: tsig.algorithm, tsig_secret: '' }
  const row = await queries
    .insertInto('secondaries')
    .values({
      workspace_id: workspaceId,
      name: plain.name,
      address: plain.address,
      port: plain.port,
      hostname: plain.hostname,
      notify: Number(plain.notify),
      transfer_from: plain.transferFrom && JSON.stringify(plain.transferFrom),
      ...key,
      created_at: now,
      updated_at: now,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  const made = orTaken(row, `The secondary ${plain.name}, or its key`)
  // The secret comes second: what it's sealed for is the row, and it has its id only once it's there.
  if (tsig !== null) await setSecret(queries, secretKey, made.id, tsig.secret)
  return secondaryOf(made)
}

async function setSecret(queries: Queries, secretKey: Uint8Array, id: number, secret: string) {
  const sealed = seal(secretKey, placeOf(id), secret)
  await queries.updateTable('secondaries').set({ tsig_secret: sealed }).where('id', '=', id).execute()
}

async function update(
  queries: Queries,
  secretKey: Uint8Array,
  { id, fields, now }: { id: number; fields: Partial<SecondaryFields>; now: number },
) {
  await refuseTaken(queries, id, fields)
  const { tsig } = fields
  const set: Updateable<Tables['secondaries']> = {
    name: fields.name,
    address: fields.address,
    port: fields.port,
    hostname: fields.hostname,
    notify: fields.notify === undefined ? undefined : Number(fields.notify),
    transfer_from: fields.transferFrom && JSON.stringify(fields.transferFrom),
    updated_at: now,
  }
  if (tsig !== undefined) {
    set.tsig_name = tsig?.name ?? null
    set.tsig_algorithm = tsig?.algorithm ?? null
    set.tsig_secret = tsig && seal(secretKey, placeOf(id), tsig.secret)
  }
  await queries.updateTable('secondaries').set(set).where('id', '=', id).execute()
  const isElsewhere = fields.address !== undefined || fields.port !== undefined
  if (isElsewhere) await queries.deleteFrom('secondary_states').where('secondary_id', '=', id).execute()
}

/** Asked before, because a statement that fails ends the whole transaction on one of the databases. */
async function refuseTaken(queries: Queries, id: number, { name, tsig }: Partial<SecondaryFields>) {
  const row = await queries.selectFrom('secondaries').select('workspace_id').where('id', '=', id).executeTakeFirst()
  const other = await queries
    .selectFrom('secondaries')
    .select('id')
    .where('id', '!=', id)
    .where(({ or, and, eb }) =>
      or([
        and([eb('workspace_id', '=', row?.workspace_id ?? 0), eb('name', '=', name ?? '')]),
        eb('tsig_name', '=', tsig?.name ?? ''),
      ]),
    )
    .executeTakeFirst()
  if (other !== undefined) throw new StoreError('taken', 'The name of a secondary, or of its key, is taken')
}

async function choice(queries: Queries, hostedZoneId: number): Promise<number[] | null | undefined> {
  const rows = await queries
    .selectFrom('hosted_zones')
    .leftJoin('zone_secondaries', 'hosted_zone_id', 'hosted_zones.id')
    .select(['own_secondaries as own', 'secondary_id as id'])
    .where('hosted_zones.id', '=', hostedZoneId)
    .orderBy('secondary_id')
    .execute()
  if (rows[0] === undefined) return undefined
  return rows[0].own === 1 ? rows.flatMap(({ id }) => id ?? []) : null
}

async function choose(queries: Queries, hostedZoneId: number, ids: readonly number[] | null) {
  const zone = await queries
    .updateTable('hosted_zones')
    .set({ own_secondaries: Number(ids !== null) })
    .where('id', '=', hostedZoneId)
    .returning('workspace_id')
    .executeTakeFirst()
  if (zone === undefined) throw new StoreError('missing', `The hosted zone ${hostedZoneId} is not there`)
  await queries.deleteFrom('zone_secondaries').where('hosted_zone_id', '=', hostedZoneId).execute()
  const rows = (ids ?? []).map(id => ({ hosted_zone_id: hostedZoneId, secondary_id: id }))
  if (rows.length > 0) await queries.insertInto('zone_secondaries').values(rows).execute()
  await bumpCatalogOf(queries, zone.workspace_id)
}

function secondaryOf(row: Selectable<Tables['secondaries']>): Secondary {
  const { id, name, address, port, hostname } = row
  return {
    id,
    workspaceId: row.workspace_id,
    name,
    address,
    port,
    hostname,
    notify: row.notify === 1,
    transferFrom: row.transfer_from === null ? null : JSON.parse(row.transfer_from),
    tsig: row.tsig_name === null ? null : { name: row.tsig_name, algorithm: row.tsig_algorithm! },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
