import { AppError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Resource, ResourceConnection, Store } from '../store/store.ts'
import { operate } from './change-resource-connection.ts'
import { reasonsOf, whenFree } from './connection-operation.ts'
import type { Caller, Deps } from './deps.ts'
import { inChunks } from './in-chunks.ts'

/**
 * Takes away what the connections of a subdomain or a target have made, then the connections, and then, in the same transaction,
 * does `forget`. Where records can't be taken away nothing else is done: the error tells what was done and what wasn't, and the
 * same request, sent again, goes on. Without `deleteFromCloud` all records stay where they are, as nobody's.
 */
export async function deleteLinked(
  deps: Deps,
  caller: Caller,
  resource: Resource,
  { deleteFromCloud, forget }: { deleteFromCloud: boolean; forget(tx: Store): Promise<void> },
): Promise<Problem[]> {
  const left: Problem[] = []
  await whenFree(async () => {
    if (deleteFromCloud) left.push(...(await removeAll(deps, caller, resource)))
    return deps.store.transaction(async tx => {
      const [live] = await tx.resources.lock([resource.id])
      if (live === undefined) throw new AppError('not_found', `There is no resource ${resource.id}.`)
      const connections = await tx.resourceConnections.list({ resourceId: resource.id })
      // Somebody has connected it in between, or is at it.
      const isInUse = connections.some(
        ({ operation, zoneId }) => operation !== null || (deleteFromCloud && zoneId !== null),
      )
      if (isInUse) return 'busy'
      await dropConnections(tx, connections)
      await forget(tx)
      return undefined
    })
  })
  return left
}

async function removeAll(deps: Deps, caller: Caller, { id }: Resource): Promise<Problem[]> {
  const all = await deps.store.resourceConnections.list({ resourceId: id })
  const connections = all.filter(({ zoneId }) => zoneId !== null)
  const left: Problem[] = []
  const failures: { connection: ResourceConnection; error: AppError }[] = []
  await inChunks(connections, async connection => {
    try {
      left.push(...(await operate(deps, caller, { id: connection.id, goal: 'removed' })).left)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // It may have been removed by somebody else.
      if (await deps.store.resourceConnections.get(connection.id)) failures.push({ connection, error })
    }
  })
  if (failures.length > 0) throw partlyDone(connections.length, failures)
  return left
}

function partlyDone(all: number, failures: readonly { connection: ResourceConnection; error: AppError }[]): AppError {
  const { code, message, retryAfter } = failures[0]!.error
  const details = failures.flatMap(({ connection, error }) =>
    reasonsOf(error).map(problem => ({ ...problem, path: `resourceConnections[${connection.id}]` })),
  )
  const progress = {
    path: 'resourceConnections',
    code: 'partly_deleted',
    message: `${all - failures.length} of ${all} connections are removed with their records; deleting it again goes on`,
  }
  return new AppError(code, message, {
    details: [...details, progress],
    ...(retryAfter !== undefined && { retryAfter }),
    cause: failures[0]!.error,
  })
}

/** Forgets connections, and with the last one of a name what they have made there. */
async function dropConnections(tx: Store, connections: readonly ResourceConnection[]): Promise<void> {
  for (const { id, zoneId, recordName, made } of connections) {
    await tx.resourceConnections.delete(id)
    if (zoneId === null || recordName === null) continue
    const others = await tx.resourceConnections.list({ zoneId, recordName })
    if (others.some(other => other.made.length > 0)) continue
    for (const { name, type } of made) await tx.resourceConnections.forgetSet(zoneId, name, type)
  }
}

/** Forgets everything that stood in a zone, or for it on the canvas. */
export async function dropConnectionsOfZone(tx: Store, zoneId: number): Promise<void> {
  for (const { id } of await tx.resourceConnections.list({ resourceId: zoneId }))
    await tx.resourceConnections.delete(id)
  await tx.resourceConnections.forgetSets(zoneId)
}
