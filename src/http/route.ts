import type { FastifyRequest } from 'fastify'
import type { Action } from '../auth/can.ts'
import type { Problem } from '../dns/problem.ts'
import type { WorkspacePlace } from '../services/access.ts'
import type { Caller, Place, ProjectPlace } from '../services/deps.ts'

/**
 * What a route asks of whoever calls it. Every route states this in its `config.access`; a route without it does not start.
 * It is decided before the body is read.
 */
export type Access =
  | { scope: 'public' }
  /** Any signed-in user, on their own account. */
  | { scope: 'self'; action: Action }
  /** `:workspaceSlug` in the path. */
  | { scope: 'workspace'; action: Action }
  /** `:projectSlug` in the path. `hide`: answers 404 to whoever may not see the project, as lists do. */
  | { scope: 'project'; action: Action; hide?: boolean }
  /** `:projectSlug` and `:environmentSlug` in the path. */
  | { scope: 'environment'; action: Action; hide?: boolean }
  /** A machine key; what it may touch is decided when domain and record are known. */
  | { scope: 'machine' }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The body may be large, and has long to come in. */
    takesFile?: boolean
    /** What a schema can't say about the input. Given what came in, even where the schema has refused parts of it. */
    check?: (input: RequestInput) => readonly Problem[]
    /**
     * What else will be found wrong later, when the zone is looked at. Asked only once something else is wrong already, so that
     * the reply names everything at once; a request without problems doesn't pay for it.
     */
    checkFurther?: (request: FastifyRequest) => Promise<readonly Problem[]>
  }
  interface FastifyRequest {
    caller: Caller
    workspacePlace: WorkspacePlace | undefined
    projectPlace: ProjectPlace | undefined
    place: Place | undefined
  }
}

/** The parts of a request before anybody has checked them. */
export interface RequestInput {
  params: unknown
  query: unknown
  body: unknown
}

/** The environment that the route's access has let the caller into. */
export function placeOf(request: FastifyRequest): Place {
  return found(request.place)
}

export function projectPlaceOf(request: FastifyRequest): ProjectPlace {
  return found(request.projectPlace)
}

export function workspacePlaceOf(request: FastifyRequest): WorkspacePlace {
  return found(request.workspacePlace)
}

function found<T>(place: T | undefined): T {
  if (place === undefined) throw new TypeError("the route's access has another scope")
  return place
}
