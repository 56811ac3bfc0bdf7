import type { MachinePrincipal } from '../auth/principal.ts'
import { keptMilliseconds } from '../contract/idempotency.ts'
import type { Name } from '../dns/rrset.ts'
import { endError } from './change-set-end.ts'
import type { Caller, Deps } from './deps.ts'
import { findUpdateZone } from './find-update-zone.ts'
import { errorOutcome, setOutcome, type UpdateOutcome } from './update-outcome.ts'

/**
 * How an update has ended whose sender hasn't been told, because the process that had it is gone. Undefined while that isn't
 * known.
 */
export async function earlierUpdate(
  deps: Deps,
  caller: Caller & { principal: MachinePrincipal; idempotencyKey: string },
  domain: Name,
): Promise<UpdateOutcome | undefined> {
  const { principal, idempotencyKey } = caller
  const zone = await findUpdateZone(deps, principal, domain)
  if (typeof zone === 'string') return undefined
  const actor = { actorKind: 'machine_key', actorId: principal.keyId } as const
  const since = deps.now() - keptMilliseconds
  const [changeSet] = await deps.store.changeSets.underKey({
    zoneId: zone.resource.id,
    ...actor,
    idempotencyKey,
    since,
  })
  if (changeSet === undefined || changeSet.status === 'pending') return undefined
  return changeSet.status === 'failed' ? errorOutcome(endError(changeSet.problems, [])) : setOutcome(changeSet)
}
