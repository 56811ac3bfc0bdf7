import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  authenticateMachine,
  authenticateUser,
  authorize,
  type Credentials,
  enterEnvironment,
  enterMachine,
  enterProject,
  enterWorkspace,
  requireSignedIn,
} from '../../services/access.ts'
import type { Caller, Deps } from '../../services/deps.ts'
import { countMachineRequest } from '../../services/machine-limits.ts'
import type { Access } from '../route.ts'

/** Finds out who is asking and whether the route's `access` lets them in, before anything of the body is read. */
export function enforceAccess(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('caller')
  app.decorateRequest('workspacePlace', undefined)
  app.decorateRequest('projectPlace', undefined)
  app.decorateRequest('place', undefined)
  app.addHook('onRoute', route => {
    // A route that forgot to say who may call it must not come up open.
    if (route.config?.access === undefined && route.url.startsWith('/api')) {
      throw new TypeError(`${String(route.method)} ${route.url} has no access`)
    }
  })
  app.addHook('onRequest', async request => {
    const { access } = request.routeOptions.config
    if (access === undefined || access.scope === 'public') request.caller = anonymousCaller(request)
    else await enter(deps, request, access)
  })
}

/** Throws where the request's credentials don't let it in; to be asked again where a reply goes on for long. */
export async function enter(
  deps: Deps,
  request: FastifyRequest,
  access: Exclude<Access, { scope: 'public' }>,
): Promise<void> {
  const credentials = credentialsOf(request)
  const anonymous = anonymousCaller(request)
  const principal =
    access.scope === 'machine'
      ? await authenticateMachine(deps, credentials, anonymous.address)
      : await authenticateUser(deps, credentials)
  const caller: Caller = { ...anonymous, principal }
  request.caller = caller
  requireSignedIn(caller)
  const params = request.params as { workspaceSlug: string; projectSlug: string; environmentSlug: string }
  switch (access.scope) {
    case 'self':
      return authorize(caller, access.action, { kind: 'self' })
    case 'machine':
      await countMachineRequest(deps, caller)
      return enterMachine(caller)
    case 'workspace':
      request.workspacePlace = await enterWorkspace(deps, caller, params.workspaceSlug, access.action)
      return
    case 'project':
      request.projectPlace = await enterProject(deps, caller, { ...params, ...access, hide: access.hide ?? false })
      return
    case 'environment':
      request.place = await enterEnvironment(deps, caller, { ...params, ...access, hide: access.hide ?? false })
  }
}

function anonymousCaller(request: FastifyRequest): Caller {
  return { principal: { kind: 'anonymous' }, requestId: request.id, address: request.ip ?? null }
}

/** `Authorization: Bearer …`, `Authorization: ApiKey …` and `X-API-Key: …`; schemes in any case (RFC 9110 §11.1). */
function credentialsOf(request: FastifyRequest): Credentials {
  const [scheme = '', value] = (request.headers.authorization ?? '').split(' ', 2)
  const header = request.headers['x-api-key']
  const apiKey = typeof header === 'string' ? header : scheme.toLowerCase() === 'apikey' ? value : undefined
  const bearer = scheme.toLowerCase() === 'bearer' ? value : undefined
  return { ...(apiKey === undefined ? {} : { apiKey }), ...(bearer === undefined ? {} : { bearer }) }
}
