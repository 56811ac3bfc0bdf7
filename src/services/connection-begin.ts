import { AppError } from '../contract/errors.ts'
import type { ConnectionOperation, ResourceConnection, ResourceConnections, Store } from '../store/store.ts'
import { newOperation, type Operation, whenFree } from './connection-operation.ts'
import { othersOf, subdomainEndOf } from './connection-plan.ts'
import type { Caller, Deps } from './deps.ts'

type Fields = Partial<Pick<ResourceConnection, 'details' | 'zoneId' | 'recordName'>>

/**
 * Takes the records of a connection's name for an operation, once nobody else works on them. Undefined where the connection is
 * gone by then. `change`: what else becomes of the row, decided on what it is when it's taken; what it throws is thrown. `zoneId`:
 * a zone that must not go meanwhile.
 */
export function beginOperation(
  deps: Deps,
  caller: Caller,
  { id, goal, change = () => ({}), zoneId }: Beginning,
): Promise<Operation | undefined> {
  return whenFree(() =>
    deps.store.transaction(async tx => {
      const connection = await lockConnection(tx, id, zoneId)
      if (connection === undefined) return undefined
      const fields = change(connection)
      const wanted = { ...connection, ...fields }
      if (connection.operation !== null || (await isNameBusy(tx, wanted))) return 'busy'
      return begin(tx.resourceConnections, wanted, fields, newOperation(deps, caller, goal))
    }),
  )
}

export interface Beginning {
  id: number
  goal: ConnectionOperation['goal']
  change?: (connection: ResourceConnection) => Fields
  zoneId?: number
}

async function begin(
  connections: ResourceConnections,
  connection: ResourceConnection,
  fields: Fields,
  operation: ConnectionOperation,
): Promise<Operation | 'busy'> {
  const { goal, startedAt: now } = operation
  const status = goal === 'connected' ? 'connecting' : connection.status
  const isOurs = await connections.update(connection.id, null, { ...fields, status, operation, now })
  return isOurs ? { connection: { ...connection, status, operation }, operation } : 'busy'
}

/** The row as it is while nobody else may begin anything on its name: whoever does so locks the subdomain first. */
async function lockConnection(tx: Store, id: number, zoneId?: number): Promise<ResourceConnection | undefined> {
  const found = await tx.resourceConnections.get(id)
  if (found === undefined) return undefined
  const subdomainId = subdomainEndOf(found).resourceId
  const live = await tx.resources.lock(zoneId === undefined ? [subdomainId] : [subdomainId, zoneId])
  if (zoneId !== undefined && !live.some(resource => resource.id === zoneId)) {
    throw new AppError('not_found', `There is no zone ${zoneId}.`)
  }
  return tx.resourceConnections.get(id)
}

/** Whether anybody is at work on the records of the same name. */
export async function isNameBusy(
  store: Pick<Store, 'resourceConnections'>,
  connection: Pick<ResourceConnection, 'id' | 'zoneId' | 'recordName'>,
): Promise<boolean> {
  const others = await othersOf(store, connection)
  return others.some(({ operation }) => operation !== null)
}
