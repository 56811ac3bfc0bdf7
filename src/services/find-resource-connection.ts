import { AppError } from '../contract/errors.ts'
import type { ListResourceConnectionsQuery, ResourceConnectionData } from '../contract/resource-connections.ts'
import type { ResourceConnection } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { resourceConnectionData } from './resource-connection-data.ts'

/** The connection of a path. The id has the form of one already. */
export async function findResourceConnection(deps: Deps, place: Place, id: string): Promise<ResourceConnection> {
  const connection = await deps.store.resourceConnections.get(Number(id))
  if (connection === undefined) throw missingConnection(id)
  if (connection.environmentId === place.environment.id) return connection
  throw new AppError('wrong_environment', `${id} belongs to another project or environment.`)
}

export function missingConnection(id: string | number): AppError {
  return new AppError('not_found', `There is no resource connection ${id}.`)
}

/** The connections of an environment, oldest first. */
export async function listResourceConnections(
  deps: Deps,
  place: Place,
  { sourceResourceId, targetResourceId, ...query }: ListResourceConnectionsQuery,
): Promise<ResourceConnectionData[]> {
  const connections = await deps.store.resourceConnections.list({
    environmentId: place.environment.id,
    ...query,
    ...(sourceResourceId !== undefined && { sourceResourceId: Number(sourceResourceId) }),
    ...(targetResourceId !== undefined && { targetResourceId: Number(targetResourceId) }),
  })
  return connections.map(resourceConnectionData)
}
