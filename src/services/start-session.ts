import { randomUUID } from 'node:crypto'
import type { UserPrincipal } from '../auth/principal.ts'
import type { SessionData } from '../contract/accounts.ts'
import { isoTime } from '../contract/time.ts'
import type { User } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { accountActivitiesOf } from './record-activity.ts'

const sevenDays = 7 * 24 * 3600 * 1000

/** Begins a session of a user who has proved to be one, and gives the token that stands for it. */
export async function startSession(deps: Deps, caller: Caller, user: User): Promise<SessionData> {
  const now = deps.now()
  const session = { id: randomUUID(), userId: user.id, createdAt: now, expiresAt: now + sevenDays }
  const principal = await principalOf(deps, user, session.id)
  const deed = { action: 'session.create', subject: user.email, now }
  await deps.store.transaction(async tx => {
    await tx.sessions.create(session)
    await tx.activities.add(accountActivitiesOf({ ...caller, principal }, deed))
  })
  const { id, email, name } = user
  return {
    user: { id, email, name },
    token: await deps.sessionTokens.sign(session),
    expiresAt: isoTime(session.expiresAt),
  }
}

async function principalOf(deps: Deps, { id, email, name }: User, sessionId: string): Promise<UserPrincipal> {
  const workspaces = await deps.store.workspaces.listOf(id)
  const roles = new Map(workspaces.map(workspace => [workspace.id, workspace.role]))
  return { kind: 'user', userId: id, email, name, via: { kind: 'session', sessionId }, roles }
}
