import { nobodysPasswordHash, passwordMatches } from '../auth/passwords.ts'
import type { LogInBody, SessionData } from '../contract/accounts.ts'
import { AppError } from '../contract/errors.ts'
import type { Caller, Deps } from './deps.ts'
import { startSession } from './start-session.ts'
import { throttleSignIn } from './throttle.ts'

/** Begins a session for an email and its password. An unknown account is refused in the same words and the same time. */
export async function logIn(deps: Deps, caller: Caller, { email, password }: LogInBody): Promise<SessionData> {
  const user = await deps.store.users.findByEmail(email)
  const forgive = await throttleSignIn(deps, caller, { email, user })
  const matches = await passwordMatches(password, user?.passwordHash ?? nobodysPasswordHash)
  if (user === undefined || !matches) {
    throw new AppError('invalid_credentials', 'Email and password do not match an account.')
  }
  await forgive()
  return startSession(deps, caller, user)
}
