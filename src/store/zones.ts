import type { Backend } from './backend.ts'
import { resourceColumns, resourceOf } from './resources.ts'
import { shareReads } from './share-reads.ts'
import { StoreError, type Zone, type Zones } from './store.ts'
import type { Queries } from './tables.ts'
import { orTaken } from './taken.ts'

export function zones(backend: Backend): Zones {
  const { queries, transaction } = backend
  return {
    create: zone => transaction(queries => create(queries, zone)),

    get: shareReads(backend, async (resourceId: number) => {
      const row = await live(queries).where('zones.resource_id', '=', resourceId).executeTakeFirst()
      return row && zoneOf(row)
    }),

    async list(environmentId) {
      const rows = await live(queries)
        .where('zones.environment_id', '=', environmentId)
        .orderBy('resources.id')
        .execute()
      return rows.map(zoneOf)
    },

    async findByDomain(environmentId, domain) {
      const row = await live(queries)
        .where('zones.environment_id', '=', environmentId)
        .where('zones.domain', '=', domain)
        .executeTakeFirst()
      return row && zoneOf(row)
    },

    async isBound({ provider, service = '', hostedZoneId }) {
      const row = await queries
        .selectFrom('bindings')
        .select('id')
        .where('provider', '=', provider)
        .where('service', '=', service)
        .where('hosted_zone_id', '=', hostedZoneId)
        .executeTakeFirst()
      return row !== undefined
    },

    moveService: (connectionId, service) => transaction(queries => moveService(queries, connectionId, service)),

    reference: (connectionId, domain, fresh) => reference(queries, { connectionId, domain, fresh }),

    async forgetReference(connectionId, domain) {
      await queries
        .deleteFrom('zone_references')
        .where('connection_id', '=', connectionId)
        .where('domain', '=', domain)
        .execute()
    },

    async setNameServers(resourceId, nameServers) {
      await queries
        .updateTable('bindings')
        .set({ name_servers: JSON.stringify(nameServers) })
        .where('zone_id', '=', resourceId)
        .execute()
    },

    delete: resourceId =>
      transaction(async queries => {
        await queries.deleteFrom('zones').where('resource_id', '=', resourceId).execute()
        await queries.deleteFrom('last_writes').where('zone_id', '=', resourceId).execute()
      }),
  }
}

const live = (queries: Queries) =>
  queries
    .selectFrom('zones')
    .innerJoin('resources', 'resources.id', 'zones.resource_id')
    .innerJoin('bindings', 'bindings.zone_id', 'zones.resource_id')
    .where('resources.deleted_at', 'is', null)
    .select(resourceColumns)
    .select([
      'zones.domain',
      'bindings.id as binding_id',
      'bindings.provider',
      'bindings.connection_id',
      'bindings.hosted_zone_id',
      'bindings.name_servers',
    ])
type ZoneRow = Awaited<ReturnType<ReturnType<typeof live>['executeTakeFirstOrThrow']>>

function zoneOf(row: ZoneRow): Zone {
  return {
    resource: resourceOf(row),
    domain: row.domain,
    binding: {
      id: row.binding_id,
      provider: row.provider,
      connectionId: row.connection_id,
      hostedZoneId: row.hosted_zone_id,
      nameServers: JSON.parse(row.name_servers),
    },
  }
}

async function create(queries: Queries, zone: Parameters<Zones['create']>[0]) {
  const { resourceId, environmentId, domain, binding, service = '', now } = zone
  const row = await queries
    .insertInto('zones')
    .values({ resource_id: resourceId, environment_id: environmentId, domain, created_at: now })
    .onConflict(conflict => conflict.doNothing())
    .returning('resource_id')
    .executeTakeFirst()
  orTaken(row, `The domain ${domain}`)
  const bound = await queries
    .insertInto('bindings')
    .values({
      service,
      zone_id: resourceId,
      provider: binding.provider,
      connection_id: binding.connectionId,
      hosted_zone_id: binding.hostedZoneId,
      name_servers: JSON.stringify(binding.nameServers),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  orTaken(bound, `The hosted zone ${binding.hostedZoneId}`)
}

interface WantedReference {
  connectionId: number
  domain: string
  fresh: string
}

async function reference(queries: Queries, wanted: WantedReference): Promise<string> {
  const { connectionId, domain, fresh } = wanted
  const made = await queries
    .insertInto('zone_references')
    .values({ connection_id: connectionId, domain, reference: fresh })
    .onConflict(conflict => conflict.doNothing())
    .returning('reference')
    .executeTakeFirst()
  if (made !== undefined) return made.reference
  const there = await queries
    .selectFrom('zone_references')
    .select('reference')
    .where('connection_id', '=', connectionId)
    .where('domain', '=', domain)
    .executeTakeFirst()
  // Whoever had it has come to an end in between.
  return there?.reference ?? reference(queries, wanted)
}

async function moveService(queries: Queries, connectionId: number, service: string) {
  const own = queries.selectFrom('bindings').where('connection_id', '=', connectionId)
  const other = await queries
    .selectFrom('bindings')
    .select('hosted_zone_id')
    .where('service', '=', service)
    .where(({ or, eb }) => or([eb('connection_id', 'is', null), eb('connection_id', '!=', connectionId)]))
    .where(({ refTuple, eb }) =>
      eb(
        refTuple('provider', 'hosted_zone_id'),
        'in',
        own.select(['provider', 'hosted_zone_id']).$asTuple('provider', 'hosted_zone_id'),
      ),
    )
    .executeTakeFirst()
  if (other !== undefined) throw new StoreError('taken', `The hosted zone ${other.hosted_zone_id} is taken`)
  await queries.updateTable('bindings').set({ service }).where('connection_id', '=', connectionId).execute()
}
