import { userOf } from './access.ts'
import type { Caller, Deps } from './deps.ts'
import { accountActivitiesOf } from './record-activity.ts'

/** Ends the session that the request came through; its token is worth nothing from now on. */
export async function logOut(deps: Deps, caller: Caller): Promise<void> {
  const { via, email } = userOf(caller)
  if (via.kind !== 'session') return
  const deed = { action: 'session.delete', subject: email, now: deps.now() }
  await deps.store.transaction(async tx => {
    await tx.sessions.delete(via.sessionId)
    await tx.activities.add(accountActivitiesOf(caller, deed))
  })
}
