import type { Problem } from '../dns/problem.ts'
import type { ChangeSet, Ledger } from '../store/history.ts'
import type { NewActivity } from '../store/store.ts'

interface End {
  domain: string
  applied: number
  total: number
  now: number
  stoppedBy: Problem | undefined
}

/**
 * How the change set of a large import is settled: `partial` where it has not come to its end, which importing the same file
 * again brings about. Its changes have been stored as they were made.
 */
export function importEnd(changeSet: ChangeSet, { domain, applied, total, now, stoppedBy }: End): Ledger {
  const status = applied === total ? 'applied' : applied === 0 ? 'failed' : 'partial'
  const message = `${applied} of ${total} changes were made; importing the same file again makes the others`
  const problems = [{ path: '', code: 'import_incomplete', message }, ...(stoppedBy === undefined ? [] : [stoppedBy])]
  return {
    activities: applied === 0 ? [] : [activityOf(changeSet, { domain, changes: applied, now })],
    settlements: [
      {
        changeSetId: changeSet.id,
        status,
        problems: status === 'applied' ? [] : problems,
        changes: [],
        settledAt: now,
      },
    ],
  }
}

/**
 * A large import stores its changes, but no intents, before anything is sent: they would be a second copy of the file. So one
 * whose process has died can't be taken up by another; it is settled as far as it came.
 */
export function isLargeImport({ kind, intents }: ChangeSet): boolean {
  return kind === 'import' && intents.length === 0
}

/** The end of a large import that nobody is working at any more. */
export function interruptedImport(changeSet: ChangeSet, domain: string, now: number): Ledger {
  const stoppedBy = { path: '', code: 'interrupted', message: 'Zoneplane ended while the file was being imported' }
  return importEnd(changeSet, { domain, applied: changeSet.done, total: changeSet.total, now, stoppedBy })
}

function activityOf(changeSet: ChangeSet, about: { domain: string; changes: number; now: number }): NewActivity {
  const { id, workspaceId, projectId, environmentId, zoneId, actorKind, actorId, actorName, requestId, address } =
    changeSet
  const actor = { actorKind, actorId, actorName, requestId, address }
  return {
    ...actor,
    workspaceId,
    projectId,
    environmentId,
    resourceId: zoneId,
    action: 'record_set.import',
    subject: about.domain,
    before: null,
    after: { changeSetId: id, changes: about.changes },
    now: about.now,
  }
}
