import { setOf } from '../plan/change.ts'
import { placedChanges } from '../plan/placed-changes.ts'
import { targetOf } from '../plan/resolve.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Failure, Intent, Outcome } from '../plan/types.ts'
import type { Sending } from './apply-batch.ts'
import type { Applied } from './apply-plan.ts'
import { failureProblems } from './change-set-end.ts'
import { recordsOf } from './change-set-results.ts'
import { answerFromStore, endAll, tell, type UnitEnd } from './change-set-settle.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { failureError } from './provider-errors.ts'
import type { WriteLedger } from './write-ledger.ts'

export interface Tried {
  accepted: readonly OwnerResult<WriteUnit>[]
  refused: readonly UnitEnd[]
  applied: Applied
  ledger: WriteLedger
}

/** What is left to decide after a plan was sent. */
export interface Left {
  /** How those would end whose changes haven't been made, or of whose it isn't known. */
  ends: UnitEnd[]
  /** Whoever has problems that may come from what those wanted whose changes haven't been made. */
  refused: readonly UnitEnd[]
  /** The first thing that stood against one of them; undefined where nothing speaks against sending them again. */
  failure: Failure | undefined
  /** No answer came: the zone has to be asked before any of them is ended. */
  isUnclear: boolean
}

/** Ends every unit that can be ended; undefined where that is all of them. */
export async function settleGroup(sending: Sending, tried: Tried): Promise<Left | undefined> {
  const { deps, open, lease } = sending
  const { refused } = tried
  const results = await tellCommitted(sending, tried)
  const rules = { isAtomic: open.kind.capabilities.batch.atomic, shared: sharedKeys(results) }
  const applied = withNetted(results, tried.applied, rules)
  const fates = new Map(results.map(result => [result, fateOf(result, applied, rules)]))
  const left = results.filter(result => fates.get(result) !== 'ended')
  const ended = results.filter(result => fates.get(result) === 'ended')
  const place = { deps, domain: open.zone.domain, lease }
  const ends = ended.map(result => withReason(endOf(result, applied), result, applied))
  const isWhole = left.length === 0 && ends.every(({ records }) => records.every(({ status }) => status === 'applied'))
  await endAll(place, isWhole ? [...ends, ...refused] : ends)
  if (left.length === 0 && (isWhole || refused.length === 0)) return undefined
  for (const result of left) noteWhatIsMade(result, applied)
  const ways = left.map(result => endOf(result, applied))
  const failure = firstFailure(ways, applied)
  const isAnyUnclear = left.some(result => fates.get(result) === 'unclear')
  return { ends: ways.map(end => withFailure(end, failure)), refused, failure, isUnclear: isAnyUnclear }
}

type Result = OwnerResult<WriteUnit>

/** Tells those that the store has committed with their changes; gives the others. */
async function tellCommitted({ deps, open }: Sending, { accepted, applied, ledger }: Tried): Promise<Result[]> {
  const hasLedger = open.kind.capabilities.ledger
  const others: Result[] = []
  let carriedAny = false
  for (const result of accepted) {
    const settlement = ledger.carried(result.owner)
    if (settlement !== undefined) {
      if (!carriedAny) await deps.checkpoint('settled')
      carriedAny = true
      tell(deps, endOf(result, applied), settlement)
      continue
    }
    // Where no answer came the store has committed a batch with the ends in it, or hasn't.
    const mayBeCommitted = hasLedger && isUnclear(result, applied)
    if (!mayBeCommitted || !(await answerFromStore(deps, result.owner))) others.push(result)
  }
  return others
}

/**
 * With the steps that weren't sent because they come to nothing together, such as one caller's set that another one deletes:
 * they count as made together, or not at all. While one of their callers isn't at an end, and so is to be sent again or
 * recovered, none of them is made, or the other would be told the end of what is still to come.
 */
function withNetted(results: readonly Result[], applied: Applied, rules: Rules): Applied {
  const outcomes = new Map(applied.outcomes)
  let before: number
  do {
    before = outcomes.size
    for (const result of results) {
      if (fateOf(result, { ...applied, outcomes }, rules) === 'ended') continue
      for (const { change } of placedChanges(result.intents)) {
        const key = setKey(setOf(change))
        if (!outcomes.has(key)) outcomes.set(key, { outcome: { status: 'skipped', change }, receipt: null })
      }
    }
  } while (outcomes.size > before)
  return { ...applied, outcomes }
}

/** By the intents that were part of the plan, not those that earlier ones have made. */
function outcomesOf({ owner }: Result, { outcomes }: Applied): Outcome[] {
  const { changeSet, made } = owner
  return changeSet.intents.flatMap((intent, position) => {
    if (made.has(position) || intent.op === 'require') return []
    if (intent.op === 'clear') return outcomesAt(intent, outcomes)
    return outcomes.get(setKey(targetOf(intent)))?.outcome ?? []
  })
}

/** Whatever is deleted at a name, by whomever: if it stays there, the name isn't cleared. */
function outcomesAt({ name, except }: Intent & { op: 'clear' }, outcomes: Applied['outcomes']): Outcome[] {
  return [...outcomes.values()].flatMap(({ outcome }) => {
    const set = setOf(outcome.change)
    return set.name === name && !except.includes(set.type) ? [outcome] : []
  })
}

function endOf({ owner, intents }: Result, { outcomes }: Applied): UnitEnd {
  const records = recordsOf(owner, intents, outcomes)
  return { unit: owner, results: intents, records, problems: failureProblems(records) }
}

interface Rules {
  isAtomic: boolean
  /** Record sets (`setKey`) that several units have a step of. */
  shared: ReadonlySet<string>
}

/**
 * Where batches are made whole or not at all, whoever failed may do so through another's fault; elsewhere only those may whose
 * set others have changed too.
 */
function fateOf(result: Result, applied: Applied, { isAtomic, shared }: Rules): 'ended' | 'left' | 'unclear' {
  if (isUnclear(result, applied)) return 'unclear'
  const own = outcomesOf(result, applied)
  if (own.every(({ status }) => status === 'applied')) return 'ended'
  if (isAtomic && result.owner.made.size === 0) return 'left'
  const isFinal = (outcome: Outcome) => outcome.status === 'failed' && outcome.failure.code !== 'conflict'
  return own.some(outcome => isFinal(outcome) && !shared.has(setKey(setOf(outcome.change)))) ? 'ended' : 'left'
}

function isUnclear(result: Result, applied: Applied): boolean {
  return outcomesOf(result, applied).some(({ status }) => status === 'unknown')
}

function sharedKeys(results: readonly Result[]): Set<string> {
  const keys = results.flatMap(({ owner, intents }) => [
    ...new Set([
      ...owner.changeSet.intents.map(intent => setKey(targetOf(intent))),
      ...placedChanges(intents).map(({ change }) => setKey(setOf(change))),
    ]),
  ])
  const seen = new Set<string>()
  return new Set(keys.filter(key => seen.size === seen.add(key).size))
}

function noteWhatIsMade(result: Result, applied: Applied): void {
  const { made } = result.owner
  for (const record of endOf(result, applied).records)
    if (record.status === 'applied') made.set(record.position, record)
}

/** Of a set that another caller's failed change was to make as wanted there is no change that tells why it isn't. */
function withReason(end: UnitEnd, result: Result, applied: Applied): UnitEnd {
  const failed = outcomesOf(result, applied).find(outcome => outcome?.status === 'failed')
  return failed?.status === 'failed' && end.problems.length === 0 ? withFailure(end, failed.failure) : end
}

/** What stood against one of those that are left, or against the whole plan. */
function firstFailure(left: readonly UnitEnd[], { outcomes }: Applied): Failure | undefined {
  const own = left.flatMap(({ records }) => records.flatMap(({ failure }) => failure ?? []))
  const others = [...outcomes.values()].flatMap(({ outcome }) => ('failure' in outcome ? [outcome.failure] : []))
  const ofAll = others.find(({ code }) => code !== 'rejected' && code !== 'conflict')
  return ofAll ?? own[0] ?? undefined
}

function withFailure(end: UnitEnd, failure: Failure = neverSent): UnitEnd {
  const error = failureError(failure)
  return { ...end, error, problems: end.problems.length > 0 ? end.problems : (error.details ?? []) }
}

const neverSent: Failure = { code: 'unavailable', message: 'the provider did not say whether it has the changes' }
