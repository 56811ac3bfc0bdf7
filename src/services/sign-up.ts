import { hashPassword } from '../auth/passwords.ts'
import type { UserPrincipal } from '../auth/principal.ts'
import type { SessionData, SignUpBody } from '../contract/accounts.ts'
import { AppError } from '../contract/errors.ts'
import type { Store, User, Workspace } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { isTaken, slugOf, withFreeSlug } from './slugs.ts'
import { startSession } from './start-session.ts'
import { throttleSignUp } from './throttle.ts'

/** Makes an account, with a workspace of its own and a first session. Throws `email_taken`, `rate_limited`. */
export async function signUp(deps: Deps, caller: Caller, body: SignUpBody): Promise<SessionData> {
  await throttleSignUp(deps, caller, body.email)
  await refuseTaken(deps, body.email)
  const passwordHash = await hashPassword(body.password)
  const user = await withFreeSlug(
    slugOf(body.name, 'workspace'),
    async slug => (await deps.store.workspaces.findBySlug(slug)) === undefined,
    async slug => createAccount(deps, caller, { ...body, passwordHash, slug }),
  )
  return startSession(deps, caller, user)
}

type NewAccount = { email: string; name: string; passwordHash: string; slug: string }

async function createAccount(deps: Deps, caller: Caller, account: NewAccount): Promise<User> {
  try {
    return await deps.store.transaction(tx => insertAccount(tx, caller, account, deps.now()))
  } catch (error) {
    // Which of the two was taken, the email or the slug, is seen by looking again.
    if (isTaken(error)) await refuseTaken(deps, account.email)
    throw error
  }
}

async function insertAccount(tx: Store, caller: Caller, account: NewAccount, now: number): Promise<User> {
  const { email, name, passwordHash, slug } = account
  const user = await tx.users.create({ email, name, passwordHash, now })
  const workspace = await tx.workspaces.create({ slug, name, now })
  await tx.workspaces.putMember(workspace.id, user.id, 'owner', now)
  const deed = { workspaceId: workspace.id, action: 'workspace.create', subject: slug, after: { slug, name }, now }
  await tx.activities.add([activityOf({ ...caller, principal: ownerOf(user, workspace) }, deed)])
  return user
}

/** Who has just signed up; there is no session yet, and nothing asks for its id. */
function ownerOf({ id, email, name }: User, workspace: Workspace): UserPrincipal {
  const roles = new Map([[workspace.id, 'owner' as const]])
  return { kind: 'user', userId: id, email, name, via: { kind: 'session', sessionId: '' }, roles }
}

async function refuseTaken(deps: Deps, email: string): Promise<void> {
  if ((await deps.store.users.findByEmail(email)) === undefined) return
  const details = [{ path: 'email', code: 'email_taken', message: 'an account with this email exists' }]
  throw new AppError('email_taken', 'An account with this email exists.', { details })
}
