import type { ConnectionData } from '../contract/connections.ts'
import { AppError } from '../contract/errors.ts'
import type { Connection } from '../store/store.ts'
import { connectionData, findConnection, refuseUsed } from './cloud-connections.ts'
import type { Caller, Deps, ProjectPlace } from './deps.ts'
import { activityOf, type Deed } from './record-activity.ts'
import { isTaken } from './slugs.ts'

/** The connections that a project's zones can be bound through. */
export async function listProjectConnections(deps: Deps, { project }: ProjectPlace): Promise<ConnectionData[]> {
  return (await deps.store.projects.connections(project.id)).map(connectionData)
}

/** Throws `connection_not_found`, and `duplicate_connection` where the project has one of that provider. */
export async function attachConnection(
  deps: Deps,
  caller: Caller,
  place: ProjectPlace,
  connectionId: number,
): Promise<ConnectionData> {
  const connection = await findConnection(deps.store, place.workspaceId, connectionId)
  const data = connectionData(connection)
  const now = deps.now()
  try {
    await deps.store.transaction(async tx => {
      await tx.projects.attach(place.project.id, connection, now)
      const deed = deedOf(place, connection, 'connection.attach', now)
      await tx.activities.add([activityOf(caller, { ...deed, after: data })])
    })
  } catch (error) {
    throw isTaken(error) ? duplicate(connection, error) : error
  }
  return data
}

/** Throws `connection_not_found`, and `connection_in_use` while zones of the project are bound through it. */
export async function detachConnection(
  deps: Deps,
  caller: Caller,
  place: ProjectPlace,
  connectionId: number,
): Promise<ConnectionData> {
  const connection = await findConnection(deps.store, place.workspaceId, connectionId)
  const data = connectionData(connection)
  await deps.store.transaction(async tx => {
    await refuseUsed(tx, connection, place.project.id)
    if (!(await tx.projects.detach(place.project.id, connectionId))) {
      throw new AppError('connection_not_found', `The project has no cloud connection ${connectionId}.`)
    }
    const deed = deedOf(place, connection, 'connection.detach', deps.now())
    await tx.activities.add([activityOf(caller, { ...deed, before: data })])
  })
  return data
}

function deedOf({ workspaceId, project }: ProjectPlace, { name }: Connection, action: string, now: number): Deed {
  return { workspaceId, projectId: project.id, action, subject: name, now }
}

function duplicate({ provider }: Connection, cause: unknown): AppError {
  const message = `The project has a connection to ${provider} already.`
  const details = [{ path: 'connectionId', code: 'duplicate_connection', message }]
  return new AppError('duplicate_connection', message, { details, cause })
}
