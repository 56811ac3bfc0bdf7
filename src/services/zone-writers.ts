import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Danger } from '../plan/dangers.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { changeSetActivities } from './change-set-activities.ts'
import { newChangeSet } from './change-set-from-submission.ts'
import type { Caller } from './deps.ts'
import { managedProblemsOf } from './managed-sets.ts'
import { kindOf, type OpenZone, openZone } from './open-provider.ts'
import { planIntents } from './plan-intents.ts'
import { dangersError } from './provider-errors.ts'
import type { WriterDeps } from './write-group.ts'
import { createZoneWriter, type ZoneWriter } from './zone-writer.ts'

/** One writer per zone: whatever waits for a zone goes to its provider as one plan. Every write to a zone goes through here. */
export interface ZoneWriters {
  /**
   * Stores what the caller wants as a change set, and answers when it is settled: applied as a whole, or partly where the
   * provider can't do better (`changeSet.status` is `partial`, and `outcomes` tell which changes were made). Throws AppError
   * where nothing was done: the problems of the intents, what the provider answered, `confirmation_required`, `overloaded`; and
   * `not_settled_yet` where that isn't known yet (`details` has the change set's id under the path `changeSetId`).
   */
  submit(zone: Zone, submission: Submission): Promise<Submitted>
  /** What some intents would come to just now. The same code as `submit`, without the last step. */
  plan(zone: Zone, intents: readonly Intent[]): Promise<Plan>
  /** Work that nothing is written during: it waits for what was submitted before, and what comes later waits for it. */
  exclusive<T>(zone: Zone, work: (open: OpenZone) => Promise<T>): Promise<T>
  /** Zones that are being written to just now. */
  readonly busy: number
}

/** What one caller wants of a zone: all of it, or nothing. */
export interface Submission {
  kind: ChangeSet['kind']
  intents: readonly Intent[]
  caller: Caller
  workspaceId: number
  comment?: string
  /** Id of the change set that this one undoes. */
  revertOf?: number
  idempotencyKey?: string
  /** Without it, a plan with dangers is refused as `confirmation_required`. Single-set writes always give it. */
  confirm?: boolean
}

export interface Submitted {
  /** Settled. */
  changeSet: ChangeSet
  /** One for each intent, in the order given. */
  results: IntentResult[]
  /** One for each intent that came to a change; `position` is the intent's index. */
  outcomes: ChangeRecord[]
}

/** What intents would come to, before anything is done. */
export interface Plan {
  /** In the order to make them in. Empty where there are problems. */
  changes: Change[]
  /** Everything that speaks against it, as it would be refused. */
  problems: Problem[]
  /** What needs `confirm`. */
  dangers: Danger[]
  /** The provider applies it whole or not at all. */
  atomic: boolean
  /** How many calls to the provider it takes. */
  calls: number
}

export function createZoneWriters(deps: WriterDeps): ZoneWriters {
  const writers = new Map<number, ZoneWriter>()

  /** A writer lives only while it has something to do, so there are never more of them than busy zones. */
  function writerOf({ resource }: Zone): ZoneWriter {
    const running = writers.get(resource.id)
    if (running !== undefined) return running
    const writer = createZoneWriter(deps, resource.id, () => writers.delete(resource.id))
    writers.set(resource.id, writer)
    return writer
  }

  async function submit(zone: Zone, submission: Submission): Promise<Submitted> {
    const { intents, confirm } = submission
    const managed = managedProblemsOf(zone.domain, kindOf(deps, zone.binding.provider).capabilities, intents)
    if (managed.length > 0) throw problemsError(managed)
    if (confirm !== true) await refuseDangers(zone, intents)
    const wanted = newChangeSet(zone, submission, deps.io.now())
    const changeSet: ChangeSet = {
      ...wanted,
      id: 0,
      status: 'applied',
      problems: [],
      done: intents.length,
      total: intents.length,
      settledAt: wanted.createdAt,
    }
    let outcomes: ChangeRecord[] = []
    const activities = (results: readonly IntentResult[]) => {
      outcomes = results.flatMap(({ resolution }, position) =>
        resolution.status === 'change'
          ? [{ position, change: resolution.change, status: 'applied', failure: null, receipt: null }]
          : [],
      )
      return changeSetActivities(changeSet, outcomes, { domain: zone.domain, now: deps.io.now() })
    }
    const results = await writerOf(zone).submit({ intents, activities })
    return { changeSet, results, outcomes }
  }

  async function refuseDangers(zone: Zone, intents: readonly Intent[]): Promise<void> {
    const { problems, dangers } = await planIntents(await openZone(deps, zone), intents)
    if (problems.length === 0 && dangers.length > 0) throw dangersError(dangers)
  }

  return {
    submit,
    plan: async (zone, intents) => planIntents(await openZone(deps, zone), intents),
    exclusive: (zone, work) => writerOf(zone).exclusive(work),
    get busy() {
      return writers.size
    },
  }
}
