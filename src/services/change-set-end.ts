import { AppError, problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Failure } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet, Settlement } from '../store/history.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { failureError } from './provider-errors.ts'

/** How a change set ends. `records`: all of them, those that are kept already too. */
export function settlementOf(
  { changeSet, kept }: Pick<WriteUnit, 'changeSet' | 'kept'>,
  records: readonly ChangeRecord[],
  settledAt: number,
  problems: readonly Problem[] = [],
): Settlement {
  const applied = records.filter(({ status }) => status === 'applied').length
  const isWhole = applied === records.length && problems.length === 0
  const status = isWhole ? 'applied' : applied > 0 ? 'partial' : 'failed'
  const changes = records.filter(({ position }) => !kept.has(position))
  return { changeSetId: changeSet.id, status, problems: isWhole ? [] : problems, changes, settledAt }
}

/** Why some changes were not made, each reason once. */
export function failureProblems(changes: readonly ChangeRecord[]): Problem[] {
  const problems = changes.flatMap(({ failure }) => (failure ? (failureError(failure).details ?? []) : []))
  return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()]
}

/** A change set as it is once settled, with so many changes. */
export function settled(changeSet: ChangeSet, { status, problems, settledAt }: Settlement, changes: number): ChangeSet {
  return { ...changeSet, status, problems, done: changes, total: changes, settledAt }
}

/** What a caller is told of a change set that came to nothing. */
export function endError(problems: readonly Problem[], changes: readonly ChangeRecord[]): AppError {
  const failure = changes.find(
    (change): change is ChangeRecord & { failure: Failure } => change.failure !== null,
  )?.failure
  if (failure) return failureError(failure)
  if (problems.some(({ code }) => code === expired.code)) return expiredError()
  if (problems.some(({ path }) => path === 'provider')) {
    return new AppError('provider_unavailable', 'The provider could not be asked.', { details: problems })
  }
  return problemsError(problems)
}

/** The cause of a refusal of what could have been done when it was first sent: somebody else has written to the zone since. */
export class MovedError extends Error {
  constructor() {
    super('the zone has changed since it was read')
    this.name = 'MovedError'
  }
}

/** What speaks against a change set by now, which nothing spoke against before. */
export function movedError(problems: readonly Problem[]): AppError {
  const { code, message, details = [] } = problemsError(problems)
  return new AppError(code, message, { details, cause: new MovedError() })
}

/** For a set whose time ran out before it was sent. */
export const expired: Problem = {
  path: '',
  code: 'expired',
  message: 'the time for this change ran out before it could be sent',
}

export function expiredError(): AppError {
  return new AppError('overloaded', 'The write could not be sent in time.', { details: [expired], retryAfter: 1 })
}

/** For a caller who can't be told the end yet. */
export function notSettledError({ id }: ChangeSet, cause?: unknown): AppError {
  const message = `Change set ${id} is not settled yet; look it up before repeating it.`
  const details = [{ path: 'changeSetId', code: 'not_settled_yet', message: String(id) }]
  return new AppError('not_settled_yet', message, { details, cause })
}
