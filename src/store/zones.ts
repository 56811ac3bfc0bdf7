import type { Backend } from './backend.ts'
import { resourceColumns, resourceOf } from './resources.ts'
import { shareReads } from './share-reads.ts'
import type { Zone, Zones } from './store.ts'
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
  const { resourceId, environmentId, domain, binding, now } = zone
  const row = await queries
    .insertInto('zones')
    .values({ resource_id: resourceId, environment_id: environmentId, domain, created_at: now })
    .onConflict(conflict => conflict.doNothing())
    .returning('resource_id')
    .executeTakeFirst()
  orTaken(row, `The domain ${domain}`)
  await queries
    .insertInto('bindings')
    .values({
      zone_id: resourceId,
      provider: binding.provider,
      connection_id: binding.connectionId,
      hosted_zone_id: binding.hostedZoneId,
      name_servers: JSON.stringify(binding.nameServers),
    })
    .execute()
}
