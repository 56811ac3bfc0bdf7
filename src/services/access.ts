import { type Action, can, type Decision, type Subject } from '../auth/can.ts'
import { hashSecret, secretMatches, splitMachineKey } from '../auth/keys.ts'
import type { Principal, UserPrincipal } from '../auth/principal.ts'
import { AppError } from '../contract/errors.ts'
import type { MachineKey, Project, User, Workspace } from '../store/store.ts'
import type { Caller, Deps, Place, ProjectPlace } from './deps.ts'

/** What a request presents to prove who sends it. */
export interface Credentials {
  /** From `Authorization: Bearer …`. */
  bearer?: string
  /** From `X-API-Key: …` or `Authorization: ApiKey …`. */
  apiKey?: string
}

/** A workspace that the caller has been allowed into. */
export type WorkspacePlace = Workspace

const anonymous: Principal = { kind: 'anonymous' }
/** Last use is told to the minute, so that a busy key doesn't cost a write per request. */
const touchInterval = 60_000

/** Whoever a request to the project API comes from: a session's user, or an `sk_` key's. */
export async function authenticateUser(deps: Deps, credentials: Credentials): Promise<Principal> {
  const key = [credentials.apiKey, credentials.bearer].find(value => value?.startsWith('sk_'))
  if (key !== undefined) return authenticateApiKey(deps, key)
  if (credentials.bearer !== undefined) return authenticateSession(deps, credentials.bearer)
  return anonymous
}

/** Whoever a request to the machine API comes from: an `rk_` key. */
export async function authenticateMachine(
  deps: Deps,
  credentials: Credentials,
  address: string | null,
): Promise<Principal> {
  const parts = credentials.apiKey === undefined ? undefined : splitMachineKey(credentials.apiKey)
  if (parts === undefined) return anonymous
  const row = await deps.store.machineKeys.findByAccessKey(parts.accessKey)
  if (row === undefined || !secretMatches(parts.secret, row.secretHash) || isPast(deps, row.expiresAt)) return anonymous
  return machinePrincipal(deps, row, address)
}

/** A machine key that has signed a message, and where from; `anonymous` where it has expired or its project has gone. */
export async function signingPrincipal(deps: Deps, key: MachineKey, address: string | null): Promise<Principal> {
  return isExpired(deps, key) ? anonymous : machinePrincipal(deps, key, address)
}

export function isExpired(deps: Deps, { expiresAt }: Pick<MachineKey, 'expiresAt'>): boolean {
  return isPast(deps, expiresAt)
}

/** Refuses a machine key that is used from elsewhere than its grants allow, whatever it asks for. */
export function enterMachine(caller: Caller): void {
  const { principal } = caller
  if (principal.kind !== 'machine') return
  const { workspaceId, projectId } = principal
  authorize(caller, 'domain.read', { kind: 'project', workspaceId, projectId })
}

/** The workspace of a path, once the caller may do `action` in it. */
export async function enterWorkspace(
  deps: Deps,
  caller: Caller,
  slug: string,
  action: Action,
): Promise<WorkspacePlace> {
  requireSignedIn(caller)
  const workspace = isSlug(slug) ? await deps.store.workspaces.findBySlug(slug) : undefined
  if (workspace === undefined) throw new AppError('not_found', `There is no workspace "${slug}".`)
  authorize(caller, action, { kind: 'workspace', workspaceId: workspace.id })
  return workspace
}

/** The project of a path, once the caller may do `action` in it. `hide`: one that may not be seen is as one that isn't there. */
export async function enterProject(
  deps: Deps,
  caller: Caller,
  request: { projectSlug: string; action: Action; hide: boolean },
): Promise<ProjectPlace> {
  requireSignedIn(caller)
  const project = await findProject(deps, request.projectSlug)
  authorizeProject(caller, project, request)
  return { workspaceId: project.workspaceId, project }
}

/** The environment of a path: to members an unknown one is told before a role that is too low. */
export async function enterEnvironment(
  deps: Deps,
  caller: Caller,
  request: { projectSlug: string; environmentSlug: string; action: Action; hide: boolean },
): Promise<Place> {
  requireSignedIn(caller)
  const project = await findProject(deps, request.projectSlug)
  const { environmentSlug } = request
  const environment = isSlug(environmentSlug)
    ? await deps.store.projects.findEnvironment(project.id, environmentSlug)
    : undefined
  if (environment !== undefined || !isMember(caller, project.workspaceId)) authorizeProject(caller, project, request)
  if (environment === undefined) {
    throw new AppError('not_found', `The project has no environment "${environmentSlug}".`)
  }
  return { workspaceId: project.workspaceId, project, environment }
}

async function findProject(deps: Deps, slug: string): Promise<Project> {
  const project = isSlug(slug) ? await deps.store.projects.findBySlug(slug) : undefined
  if (project === undefined) throw missingProject(slug)
  return project
}

function authorizeProject(caller: Caller, project: Project, request: { action: Action; hide: boolean }): void {
  const subject: Subject = { kind: 'project', workspaceId: project.workspaceId, projectId: project.id }
  const decision = can(caller.principal, request.action, subject)
  if (!decision.allowed && decision.reason === 'not_member' && request.hide) throw missingProject(project.slug)
  enforce(decision, request.action)
}

function missingProject(slug: string): AppError {
  return new AppError('not_found', `There is no project "${slug}".`)
}

/** A path can hold any characters, and PostgreSQL fails at some of them. */
function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,63}$/.test(text)
}

/** Throws the error that a refusal is told as. */
export function authorize(caller: Caller, action: Action, subject: Subject): void {
  enforce(can(caller.principal, action, subject), action)
}

export function requireSignedIn(caller: Caller): void {
  if (caller.principal.kind === 'anonymous') enforce({ allowed: false, reason: 'unauthenticated' }, 'account.read')
}

/** The user who is asking; for what concerns their own account. */
export function userOf({ principal }: Caller): UserPrincipal {
  if (principal.kind === 'user') return principal
  throw new AppError('unauthorized', 'Send a valid session token or API key.')
}

function enforce(decision: Decision, action: Action): void {
  if (decision.allowed) return
  switch (decision.reason) {
    case 'unauthenticated':
      throw new AppError('unauthorized', 'Send a valid session token or API key.')
    case 'session_required':
      throw new AppError('session_required', 'This needs a session; sign in with email and password.')
    case 'not_member':
      throw new AppError('forbidden', 'You are not a member of this workspace.')
    case 'role':
      throw new AppError('forbidden', `Your role in this workspace does not allow ${action}.`)
    case 'grant':
      throw new AppError('forbidden', 'The grants of this key do not cover this.')
    case 'network':
      throw new AppError('forbidden', 'The grants of this key do not let it be used from this address.')
  }
}

async function authenticateSession(deps: Deps, token: string): Promise<Principal> {
  const sessionId = await deps.sessionTokens.read(token, deps.now())
  const session = sessionId === undefined ? undefined : await deps.store.sessions.get(sessionId)
  if (session === undefined || isPast(deps, session.expiresAt)) return anonymous
  const user = await deps.store.users.get(session.userId)
  return user === undefined ? anonymous : userPrincipal(deps, user, { kind: 'session', sessionId: session.id })
}

async function authenticateApiKey(deps: Deps, key: string): Promise<Principal> {
  const row = await deps.store.apiKeys.findByHash(hashSecret(key))
  if (row === undefined || isPast(deps, row.expiresAt)) return anonymous
  const user = await deps.store.users.get(row.userId)
  if (user === undefined) return anonymous
  if (deps.now() - (row.lastUsedAt ?? 0) > touchInterval) await deps.store.apiKeys.touch(row.id, deps.now())
  return userPrincipal(deps, user, { kind: 'api_key', keyId: row.id, keyName: row.name })
}

type Via = (Principal & { kind: 'user' })['via']

async function userPrincipal(deps: Deps, user: User, via: Via): Promise<Principal> {
  const workspaces = await deps.store.workspaces.listOf(user.id)
  const roles = new Map(workspaces.map(workspace => [workspace.id, workspace.role]))
  return { kind: 'user', userId: user.id, email: user.email, name: user.name, via, roles }
}

async function machinePrincipal(deps: Deps, row: MachineKey, address: string | null): Promise<Principal> {
  const project = await deps.store.projects.get(row.projectId)
  if (project === undefined) return anonymous
  if (deps.now() - (row.lastUsedAt ?? 0) > touchInterval) await deps.store.machineKeys.touch(row.id, deps.now())
  const { id: keyId, name: keyName, projectId, grants } = row
  return { kind: 'machine', keyId, keyName, projectId, workspaceId: project.workspaceId, grants, address }
}

function isMember(caller: Caller, workspaceId: number): boolean {
  return caller.principal.kind === 'user' && caller.principal.roles.has(workspaceId)
}

function isPast(deps: Deps, expiresAt: number | null): boolean {
  return expiresAt !== null && expiresAt <= deps.now()
}
