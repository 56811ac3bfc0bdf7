import type { RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import { placedChanges } from '../plan/placed-changes.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { isSameSet } from '../plan/same-set.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change } from '../plan/types.ts'
import type { Attempt, PlanStep } from '../store/history.ts'
import type { SentOutcomes } from './apply-plan.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { namesOf } from './resolve-units.ts'

/** What was sent for several change sets together, and whose end isn't known. */
export interface SentPlan {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly sentAt: number
  readonly parts: readonly PlanPart[]
}

interface PlanPart {
  unit: WriteUnit
  steps: readonly PlanStep[]
}

/** The plan that these change sets are sent with. */
export function sentPlan(
  accepted: readonly OwnerResult<WriteUnit>[],
  changes: readonly Change[],
  sentAt: number,
): SentPlan {
  const sent = new Map(changes.map(change => [setKey(setOf(change)), change]))
  const stepsOf = ({ intents }: OwnerResult<WriteUnit>) =>
    placedChanges(intents).map(
      ({ position, change }): PlanStep => ({ position, change, sent: sent.get(setKey(setOf(change))) ?? null }),
    )
  const parts = accepted.map(result => ({ unit: result.owner, steps: stepsOf(result) }))
  return { id: crypto.randomUUID(), sentAt, parts }
}

/**
 * What of a plan isn't known: what no answer came to. What wasn't sent because it comes to nothing goes with it only where
 * nothing has failed, or it would count as made together with what has.
 */
export function unclearPart({ parts, ...plan }: SentPlan, outcomes: SentOutcomes): SentPlan | undefined {
  const statuses = new Set([...outcomes.values()].map(({ outcome }) => outcome.status))
  if (!statuses.has('unknown')) return undefined
  const hasFailed = statuses.has('failed') || statuses.has('skipped')
  const isOpen = (step: PlanStep) =>
    step.sent === null ? !hasFailed : outcomes.get(keyOf(step))?.outcome.status === 'unknown'
  return { ...plan, parts: parts.map(({ unit, steps }) => ({ unit, steps: steps.filter(isOpen) })) }
}

/** What is stored of a change set before a plan is sent that it's part of. */
export function attemptOf({ changeSet, plans, made }: WriteUnit): Attempt {
  const own = (plan: SentPlan) => plan.parts.find(part => part.unit.changeSet.id === changeSet.id)?.steps ?? []
  return {
    changeSetId: changeSet.id,
    plans: plans.map(plan => ({ id: plan.id, sentAt: plan.sentAt, steps: own(plan) })),
    made: [...made.values()],
  }
}

/** Gives change sets that are found pending, or whose lease was lost for a while, back what is stored of them. */
export function recallAttempts(units: readonly WriteUnit[], attempts: readonly Attempt[]): void {
  const stored = new Map(attempts.map(attempt => [attempt.changeSetId, attempt]))
  const plans = new Map<string, SentPlan & { parts: PlanPart[] }>()
  for (const unit of units) {
    const attempt = stored.get(unit.changeSet.id)
    unit.plans = (attempt?.plans ?? []).map(({ id, sentAt, steps }) => {
      const plan = plans.get(id) ?? { id, sentAt, parts: [] }
      plan.parts.push({ unit, steps })
      plans.set(id, plan)
      return plan
    })
    for (const record of attempt?.made ?? []) unit.made.set(record.position, record)
  }
}

/**
 * Notes what the zone shows of plans whose end isn't known. `current`: all sets at the units' names. Of each record set the
 * newest plan counts that has led to what is there: then all steps to it were made. What isn't there wasn't made, or has been
 * changed by somebody else since; either way it is planned anew.
 */
export function noteMade(units: readonly WriteUnit[], current: readonly RRset[]): void {
  const read = new Set(namesOf(units))
  const there = new Map(current.map(set => [setKey(set), set]))
  const all = [...new Set(units.flatMap(({ plans }) => plans))]
  const plans = all.reverse().sort((one, other) => other.sentAt - one.sentAt)
  const found = new Set<string>()
  for (const plan of plans) {
    const sent = [...keysSent(plan)].filter(([key, change]) => read.has(setOf(change).name) && !found.has(key))
    const keys = new Set(sent.flatMap(([key, change]) => (isThere(change, there.get(key)) ? [key] : [])))
    for (const key of keys) found.add(key)
    noteSteps(plan, step => step.sent !== null && keys.has(keyOf(step)))
    const netted = nettedIn(plan)
    noteSteps(plan, step => step.sent === null && netted.has(keyOf(step)))
  }
}

/** What was not made of a change set must not be taken for made later because others make the same now. */
export function forgetOvertaken(unit: WriteUnit, changes: readonly Change[]): void {
  const keys = new Set(changes.map(change => setKey(setOf(change))))
  const isOvertaken = unit.plans.some(plan => plan.parts.some(({ steps }) => steps.some(step => keys.has(keyOf(step)))))
  if (isOvertaken) unit.plans = []
}

function keysSent({ parts }: SentPlan): Map<string, Change> {
  return new Map(parts.flatMap(({ steps }) => steps.flatMap(step => (step.sent ? [[keyOf(step), step.sent]] : []))))
}

/**
 * Steps that come to nothing together, such as one caller's set that another one deletes, count as made where all else is of
 * all of their change sets: else they are planned anew, and none of them may be told an end that is still to come.
 */
function nettedIn(plan: SentPlan): Set<string> {
  const parts = plan.parts.filter(({ unit }) => !unit.isAnswered)
  const unsent = parts.flatMap(({ steps }) => steps.filter(step => step.sent === null))
  // One of them may have ended otherwise since, and then the others' don't come to nothing any more.
  const chains = [...Map.groupBy(unsent, keyOf)].filter(([, steps]) => comesToNothing(steps))
  const keys = new Set(chains.map(([key]) => key))
  const isEnded = ({ unit, steps }: PlanPart) =>
    unit.plans.at(-1) === plan &&
    steps.every(step => unit.made.has(step.position) || (step.sent === null && keys.has(keyOf(step))))
  for (let before = -1; before !== keys.size; ) {
    before = keys.size
    for (const part of parts) {
      if (isEnded(part)) continue
      for (const step of part.steps) if (step.sent === null) keys.delete(keyOf(step))
    }
  }
  return keys
}

function comesToNothing(steps: readonly PlanStep[]): boolean {
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined) return true
  return isSame(beforeOf(first.change), afterOf(last.change))
}

function noteSteps({ parts }: SentPlan, isMade: (step: PlanStep) => boolean): void {
  for (const { unit, steps } of parts) {
    for (const step of steps) {
      const { position, change } = step
      if (unit.made.has(position) || !isMade(step)) continue
      unit.made.set(position, { position, change, status: 'applied', failure: null, receipt: null })
    }
  }
}

function isThere(sent: Change, there: RRset | undefined): boolean {
  return isSame(afterOf(sent), there)
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}

function keyOf({ change }: PlanStep): string {
  return setKey(setOf(change))
}
