import { setOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Failure, Outcome } from '../plan/types.ts'
import type { Sending } from './apply-batch.ts'
import type { Applied } from './apply-plan.ts'
import { failureProblems, notSettledError } from './change-set-end.ts'
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
  /** How those would end whose changes haven't been made. */
  ends: UnitEnd[]
  /** Whoever has problems, which may come from what those wanted that have failed. */
  refused: readonly UnitEnd[]
  /** The first thing that stood against one of them; undefined where nothing speaks against sending them again. */
  failure: Failure | undefined
}

/** Ends every unit that can be ended; undefined where that is all of them. */
export async function settleGroup(sending: Sending, tried: Tried): Promise<Left | undefined> {
  const { deps, open, lease } = sending
  const { ledger: hasLedger, batch } = open.kind.capabilities
  const { refused } = tried
  const results = await tellCommitted(sending, tried)
  const applied = withNetted(results, tried.applied, batch.atomic)
  const ended: UnitEnd[] = []
  const left: UnitEnd[] = []
  for (const result of results) {
    const end = endOf(result, applied)
    noteWhatIsMade(end, result, applied)
    const fate = fateOf(result, applied, batch.atomic)
    if (fate === 'ended') ended.push(withReason(end, result, applied))
    else if (fate === 'left' || hasLedger) left.push(end)
    else end.unit.leaveOpen(notSettledError(end.unit.changeSet))
  }
  const place = { deps, domain: open.zone.domain, lease }
  if (left.length > 0) {
    await endAll(place, ended)
    const failure = firstFailure(left, applied)
    return { ends: left.map(end => withFailure(end, failure)), refused, failure }
  }
  await endAll(place, [...ended, ...refused])
  return undefined
}

type Result = OwnerResult<WriteUnit>

/** Tells those that the store has committed with their changes; gives the others. */
async function tellCommitted({ deps, open }: Sending, { accepted, applied, ledger }: Tried): Promise<Result[]> {
  const { ledger: hasLedger, batch } = open.kind.capabilities
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
    const mayBeCommitted = hasLedger && fateOf(result, applied, batch.atomic) === 'unclear'
    if (!mayBeCommitted || !(await answerFromStore(deps, result.owner))) others.push(result)
  }
  return others
}

/**
 * With the steps that weren't sent because they come to nothing together, such as one caller's set that another one deletes:
 * they count as made together, or not at all. While one of their callers isn't at an end, and so is to be sent again or
 * recovered, none of them is made, or the other would be told the end of what is still to come.
 */
function withNetted(results: readonly Result[], applied: Applied, isAtomic: boolean): Applied {
  const outcomes = new Map(applied.outcomes)
  let before: number
  do {
    before = outcomes.size
    for (const result of results) {
      if (fateOf(result, { ...applied, outcomes }, isAtomic) === 'ended') continue
      for (const { resolution } of result.intents) {
        if (resolution.status !== 'change') continue
        const { change } = resolution
        const key = setKey(setOf(change))
        if (!outcomes.has(key)) outcomes.set(key, { outcome: { status: 'skipped', change }, receipt: null })
      }
    }
  } while (outcomes.size > before)
  return { ...applied, outcomes }
}

function outcomesOf({ owner }: Result, { outcomes }: Applied): (Outcome | undefined)[] {
  return owner.changeSet.intents.map(intent => outcomes.get(setKey(targetOf(intent)))?.outcome)
}

function endOf({ owner, intents }: Result, { outcomes }: Applied): UnitEnd {
  const records = recordsOf(owner, intents, outcomes)
  return { unit: owner, results: intents, records, problems: failureProblems(records) }
}

/** Where batches are made whole or not at all, whoever failed may do so through another's fault; elsewhere each has their own. */
function fateOf(result: Result, applied: Applied, isAtomic: boolean): 'ended' | 'left' | 'unclear' {
  const own = outcomesOf(result, applied)
  if (own.some(outcome => outcome?.status === 'unknown')) return 'unclear'
  if (own.every(outcome => outcome === undefined || outcome.status === 'applied')) return 'ended'
  if (isAtomic && result.owner.made.size === 0) return 'left'
  const isFinal = (outcome: Outcome | undefined) => outcome?.status === 'failed' && outcome.failure.code !== 'conflict'
  return own.some(isFinal) ? 'ended' : 'left'
}

function noteWhatIsMade({ unit, records }: UnitEnd, result: Result, { unclear }: Applied): void {
  if (result.owner.changeSet.intents.some(intent => unclear.has(setKey(targetOf(intent))))) unit.maybeMade = true
  if (records.every(({ status }) => status === 'applied')) return
  for (const record of records) if (record.status === 'applied') unit.made.set(record.position, record)
  if (unit.made.size > 0) unit.maybeMade = true
}

/** Of a set that another caller's failed change was to make as wanted there is no change that tells why it isn't. */
function withReason(end: UnitEnd, result: Result, applied: Applied): UnitEnd {
  const failed = outcomesOf(result, applied).find(outcome => outcome?.status === 'failed')
  return failed?.status === 'failed' && end.problems.length === 0 ? withFailure(end, failed.failure) : end
}

/** What stood against one of those that are left, or against the whole plan. */
function firstFailure(left: readonly UnitEnd[], { outcomes }: Applied): Failure | undefined {
  const own = left.flatMap(({ records }) => records.flatMap(({ failure }) => failure ?? []))
  const others = [...outcomes.values()].flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.failure] : []))
  const ofAll = others.find(({ code }) => code !== 'rejected' && code !== 'conflict')
  return ofAll ?? own[0] ?? undefined
}

function withFailure(end: UnitEnd, failure: Failure = neverSent): UnitEnd {
  const error = failureError(failure)
  return { ...end, error, problems: end.problems.length > 0 ? end.problems : (error.details ?? []) }
}

const neverSent: Failure = { code: 'unavailable', message: 'the provider did not say whether it has the changes' }
