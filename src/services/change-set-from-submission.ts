import type { NewChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { actorOf } from './record-activity.ts'
import type { Submission } from './zone-writers.ts'

/** How long a caller waits for their write, and how long a write that wasn't begun may still be sent. */
export const writeMilliseconds = 30_000

/** What a caller wants, as it is kept before anything is sent. */
export function newChangeSet({ resource }: Zone, submission: Submission, now: number): NewChangeSet {
  const { kind, intents, caller, workspaceId, comment, revertOf, idempotencyKey } = submission
  return {
    zoneId: resource.id,
    workspaceId,
    projectId: resource.projectId,
    environmentId: resource.environmentId,
    kind,
    intents,
    comment: comment ?? null,
    revertOf: revertOf ?? null,
    ...actorOf(caller),
    requestId: caller.requestId,
    address: caller.address,
    idempotencyKey: idempotencyKey ?? caller.idempotencyKey ?? null,
    createdAt: now,
    deadline: now + writeMilliseconds,
  }
}
