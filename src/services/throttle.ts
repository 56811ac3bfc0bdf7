import ipaddr from 'ipaddr.js'
import { AppError } from '../contract/errors.ts'
import type { User } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { secondsLeft } from './machine-limits.ts'

/** At most `events` in each fixed window of `seconds`. */
interface Limit {
  key: string
  seconds: number
  events: number
}

/**
 * Counts a sign-in, and refuses it where too many have failed:
 * - 10 in 15 minutes to one account from one network,
 * - 100 in 15 minutes from one network,
 * - 100 in an hour to one account from networks that it hasn't lately signed in from. So an attacker with many addresses is
 *   slowed down, and still can't lock the owner out of their usual places.
 *
 * The sign-in is counted before the password is checked, or many at once would slip through; call what is returned once it
 * has succeeded, and it counts no more.
 */
export async function throttleSignIn(
  deps: Deps,
  caller: Caller,
  account: { email: string; user: User | undefined },
): Promise<() => Promise<void>> {
  const network = networkOf(caller.address)
  const email = account.email.toLowerCase()
  const now = deps.now()
  const near = [
    { key: `sign-in:network:${network}`, seconds: 900, events: 100 },
    { key: `sign-in:account:${email}:${network}`, seconds: 900, events: 10 },
  ]
  const wide = { key: `sign-in:account:${email}`, seconds: 3600, events: 100 }
  // A network that is refused already must not use up what the account has.
  await count(deps, near, now)
  await count(deps, [wide], now, async () => isFamiliar(deps, account.user, network))
  return async () => {
    for (const { key, seconds } of [...near, wide]) await deps.store.counters.takeBack(key, [seconds], now)
  }
}

/** Counts a sign-up: 100 in an hour from one network, 10 in an hour for one address of email. */
export async function throttleSignUp(deps: Deps, caller: Caller, email: string): Promise<void> {
  const limits = [
    { key: `sign-up:network:${networkOf(caller.address)}`, seconds: 3600, events: 100 },
    { key: `sign-up:account:${email.toLowerCase()}`, seconds: 3600, events: 10 },
  ]
  await count(deps, limits, deps.now())
}

async function count(
  deps: Deps,
  limits: readonly Limit[],
  now: number,
  excused: () => Promise<boolean> = async () => false,
): Promise<void> {
  let retryAfter = 0
  for (const { key, seconds, events } of limits) {
    const [counted = 0] = await deps.store.counters.hit(key, [seconds], now)
    if (counted > events) retryAfter = Math.max(retryAfter, secondsLeft(seconds, now))
  }
  if (retryAfter === 0 || (await excused())) return
  throw new AppError('rate_limited', `Too many attempts. Try again in ${retryAfter} seconds.`, { retryAfter })
}

/** Whether one of the user's last fifty sessions was begun from there. */
async function isFamiliar(deps: Deps, user: User | undefined, network: string): Promise<boolean> {
  if (user === undefined) return false
  const workspaces = await deps.store.workspaces.listOf(user.id)
  const filter = { workspaceIds: workspaces.map(({ id }) => id), actorId: user.id, action: 'session.create', limit: 50 }
  const sessions = await deps.store.activities.list(filter)
  return sessions.some(({ address }) => networkOf(address) === network)
}

/** An IPv4 address, or the /64 of an IPv6 address: whoever has one address there has all of them. */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
}
