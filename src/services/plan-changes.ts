import type { ChangesBody, PlanData } from '../contract/changes.ts'
import { atChange } from '../contract/changes-problems.ts'
import { AppError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Intent } from '../plan/types.ts'
import type { Zone } from '../store/store.ts'
import { planData } from './change-set-data.ts'
import { MovedError } from './change-set-end.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { parseChanges } from './parse-changes.ts'
import { factsOf } from './parse-record-set.ts'
import type { Submission, Submitted } from './zone-writers.ts'

/** What changes would come to just now, with all that speaks against them. Nothing is changed. */
export async function planChanges(
  deps: Deps,
  place: Place,
  { id, body }: { id: string; body: ChangesBody },
): Promise<PlanData> {
  const zone = await findZone(deps, place, id)
  return planOf(deps, zone, parseChanges(body.changes, factsOf(deps, zone)))
}

export async function planOf(deps: Deps, zone: Zone, intents: readonly Intent[]): Promise<PlanData> {
  const plan = await deps.writers.plan(zone, intents)
  return planData({ ...plan, problems: plan.problems.map(problem => named(intents, problem)) })
}

/** Submits what was asked for as a list. A plan that needs to be confirmed comes with its refusal. */
export async function submitListed(deps: Deps, zone: Zone, submission: Submission): Promise<Submitted> {
  const { intents } = submission
  try {
    return await deps.writers.submit(zone, submission)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { message, retryAfter } = error
    const details = error.details?.map(problem => named(intents, problem))
    throw new AppError(codeOf(error), message, {
      cause: error,
      ...(details === undefined ? {} : { details }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(error.code === 'confirmation_required' ? { plan: await planOf(deps, zone, intents) } : {}),
    })
  }
}

/** Where what the list stood on has changed, whoever made it has to look again, whatever else there is to say against it. */
function codeOf({ code, details = [], cause }: AppError): AppError['code'] {
  if (details.some(problem => problem.code === 'changed_since')) return 'changed_since'
  return cause instanceof MovedError ? 'conflict' : code
}

/** Fields of a record set that a problem can lie in. */
const setPath = /^(?:name|type|ttl|values|aliasTarget|proxied|variant|routing)?(?:$|[.[])/

/** The writers name the place only where there are several. In a list, even of one, it's always named. */
function named(intents: readonly Intent[], problem: Problem): Problem {
  return intents.length === 1 && setPath.test(problem.path) ? atChange(0, problem) : problem
}
