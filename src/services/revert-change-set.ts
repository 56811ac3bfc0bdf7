import type { PlanData, RevertBody, RevertedData } from '../contract/changes.ts'
import { AppError } from '../contract/errors.ts'
import { afterOf, beforeOf, changeBetween, setOf } from '../plan/change.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { changeData, changeSetData } from './change-set-data.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { allChanges, findChangeSet } from './get-change-set.ts'
import { planOf, submitListed } from './plan-changes.ts'

/** Sets that one change set can take back: what it wants is stored as a whole, before anything is done. */
const largestRevert = 100_000

interface RevertRequest {
  id: string
  changeId: string
  body: RevertBody
}

/**
 * Takes back what a change set has changed, as a change set of its own, which can be taken back in turn. Refused as
 * `changed_since` where one of its sets isn't as it left it.
 */
export async function revertChangeSet(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, changeId, body }: RevertRequest,
): Promise<RevertedData> {
  const { zone, changeSet, intents } = await readUndoing(deps, place, id, changeId)
  const submission = {
    kind: 'revert',
    intents,
    caller,
    workspaceId: place.workspaceId,
    revertOf: changeSet.id,
    confirm: body.confirm ?? false,
    ...(body.comment === undefined ? {} : { comment: body.comment }),
  } as const
  const submitted = await submitListed(deps, zone, submission).catch(error => Promise.reject(changedSince(error)))
  return { dryRun: false, ...changeSetData(submitted.changeSet), outcomes: submitted.outcomes.map(changeData) }
}

/** What taking a change set back would come to just now. */
export async function planRevert(
  deps: Deps,
  place: Place,
  { id, changeId }: Omit<RevertRequest, 'body'>,
): Promise<PlanData> {
  const { zone, intents } = await readUndoing(deps, place, id, changeId)
  return planOf(deps, zone, intents)
}

interface Undoing {
  zone: Zone
  changeSet: ChangeSet
  intents: Intent[]
}

async function readUndoing(deps: Deps, place: Place, id: string, changeId: string): Promise<Undoing> {
  const zone = await findZone(deps, place, id)
  const changeSet = await findChangeSet(deps, zone, changeId)
  if (changeSet.status === 'pending') {
    throw new AppError('conflict', `The change set ${changeSet.id} is still under way.`)
  }
  if (changeSet.total > largestRevert) throw tooLarge(changeSet)
  const changes = await madeChanges(deps, changeSet)
  if (changes.length > 0) return { zone, changeSet, intents: changes.map(change => ({ op: 'undo', change })) }
  throw new AppError('nothing_to_revert', `The change set ${changeSet.id} has changed nothing.`)
}

function tooLarge({ id, total }: ChangeSet): AppError {
  const message = `The change set ${id} has ${total} changes; ${largestRevert} can be taken back at once.`
  return new AppError('validation_failed', message, { details: [{ path: 'changeId', code: 'too_many', message }] })
}

/** One change for each set that was changed, whatever way it went. */
async function madeChanges(deps: Deps, changeSet: ChangeSet): Promise<Change[]> {
  const made = new Map<string, Change>()
  for await (const { status, change } of allChanges(deps, changeSet)) {
    if (status !== 'applied') continue
    const key = setKey(setOf(change))
    const earlier = made.get(key)
    const whole = earlier === undefined ? change : changeBetween(beforeOf(earlier), afterOf(change))
    if (whole === undefined) made.delete(key)
    else made.set(key, whole)
  }
  return [...made.values()]
}

/** That a set has changed since says why other problems arise, so it is told alone. */
function changedSince(error: unknown): unknown {
  const since = error instanceof AppError ? error.details?.filter(({ code }) => code === 'changed_since') : undefined
  if (since === undefined || since.length === 0) return error
  const message = since.map(problem => problem.message).join('; ')
  return new AppError('changed_since', message, { details: since, cause: error })
}
