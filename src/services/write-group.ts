import { setTimeout } from 'node:timers/promises'
import type { RRset } from '../dns/rrset.ts'
import { setOf } from '../plan/change.ts'
import { placedChanges } from '../plan/placed-changes.ts'
import type { OwnerResult } from '../plan/resolve-all.ts'
import { setKey } from '../plan/set-key.ts'
import type { Change, Failure } from '../plan/types.ts'
import type { Sending } from './apply-batch.ts'
import { type Applied, applyPlan, splitPlan } from './apply-plan.ts'
import { expired, movedError } from './change-set-end.ts'
import { endAll, type SettlePlace, type UnitEnd } from './change-set-settle.ts'
import type { WriteUnit } from './change-set-unit.ts'
import { atIntent } from './managed-sets.ts'
import { pauseBeforeRetry } from './pause-before-retry.ts'
import { callerError } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { namesOf, resolveUnits } from './resolve-units.ts'
import { attemptOf, forgetOvertaken, noteMade, sentPlan, unclearPart } from './sent-plans.ts'
import { type Left, settleGroup } from './settle-group.ts'
import { splitByPremises } from './split-by-premises.ts'
import { createWriteLedger, type WriteLedger } from './write-ledger.ts'
import { rulesOf } from './zone-rules.ts'

/**
 * Writes what several callers want as one plan, settles each change set, and tells each caller. Where an atomic provider
 * refuses, the group is parted until whoever is refused stands alone, so that one bad set takes nobody else down. Where no
 * answer came, each further attempt begins with what the zone shows of the one before.
 */
export async function writeGroup(sending: Sending, units: readonly WriteUnit[], attempt = 0): Promise<void> {
  if (units.length === 0) return
  const [now, later] = splitByPremises(units)
  if (later.length > 0) {
    await writeGroup(sending, now, attempt)
    return writeGroup(sending, later, attempt)
  }
  const left = await tryWrite(sending, units)
  if (left === undefined) return
  if ('torn' in left) return writeApart(sending, left.units, left.torn)
  const { ends, refused, failure, isUnclear } = left
  const again = units.filter(unit => [...ends, ...refused].some(end => end.unit === unit))
  // Whoever they stood in the way of has failed and is gone.
  if (ends.length === 0) return writeGroup(sending, again)
  const pause = pauseAfter(left, attempt)
  if (pause !== undefined) {
    sending.deps.recorder.retry()
    await setTimeout(pause)
    return writeGroup(sending, again, attempt + 1)
  }
  if (isUnclear) return endUnclear(sending, left)
  if (!isOnesFault(failure) || again.length === 1) return endAll(placeOf(sending), [...ends, ...refused])
  for (const part of partsOf(again, ends)) await writeGroup(sending, part)
}

/** Those that the provider has named go by themselves; where it names all of them, or none, they go by halves. */
function partsOf(units: readonly WriteUnit[], ends: readonly UnitEnd[]): (readonly WriteUnit[])[] {
  const isNamed = ({ records }: UnitEnd) => records.some(({ status }) => status === 'failed')
  const named = new Set(ends.filter(isNamed).map(({ unit }) => unit))
  if (named.size > 0 && named.size < units.length) return [[...named], units.filter(unit => !named.has(unit))]
  const middle = Math.ceil(units.length / 2)
  return [units.slice(0, middle), units.slice(middle)]
}

/** Undefined where another attempt would come to nothing else. */
function pauseAfter({ failure, isUnclear }: Left, attempt: number): number | undefined {
  if (isUnclear || failure === undefined) return pauseBeforeRetry(attempt, 'unsent', Math.random())
  return failure.code === 'conflict' ? pauseBeforeRetry(attempt, 'conflict', Math.random()) : undefined
}

function isOnesFault(failure: Failure | undefined): boolean {
  return failure?.code === 'rejected' || failure?.code === 'conflict'
}

/** Not sent again, but looked at once more: what the zone doesn't show has failed. */
async function endUnclear(sending: Sending, { ends, refused }: Left): Promise<void> {
  const units = ends.map(({ unit }) => unit)
  noteMade(units, await readTouched(sending, units))
  const last = ends.map((end): UnitEnd => {
    const { unit } = end
    const others = end.records.filter(({ position }) => !unit.made.has(position))
    const isMade = others.every(({ status }) => status === 'applied')
    const records = [...unit.made.values(), ...others].sort((one, other) => one.position - other.position)
    return { ...end, records, problems: isMade ? [] : end.problems }
  })
  await endAll(placeOf(sending), [...last, ...refused])
}

/** A set that one call could carry shall not be parted because of what others want: such sets go after the others. */
async function writeApart(sending: Sending, units: readonly WriteUnit[], torn: ReadonlySet<WriteUnit>): Promise<void> {
  const whole = units.filter(unit => !torn.has(unit))
  const middle = Math.ceil(units.length / 2)
  await writeGroup(sending, whole.length > 0 ? whole : units.slice(0, middle))
  await writeGroup(sending, whole.length > 0 ? [...torn] : units.slice(middle))
}

interface Torn {
  units: readonly WriteUnit[]
  torn: ReadonlySet<WriteUnit>
}

/** Settles every unit that can be settled; undefined where nothing is left to do. */
async function tryWrite(sending: Sending, units: readonly WriteUnit[]): Promise<Left | Torn | undefined> {
  const { deps, open } = sending
  const { capabilities: service, id } = open.kind
  const current = await readTouched(sending, units)
  noteMade(units, current)
  const now = deps.now()
  const live = units.filter(unit => unit.changeSet.deadline >= now || unit.isBegun)
  if (live.length < units.length) {
    const late = units.filter(unit => !live.includes(unit))
    await endLate(sending, late, current)
    if (live.length === 0) return undefined
  }
  const plan = resolveUnits(live, current, rulesOf(open))
  const accepted = plan.owners.filter(result => result.accepted)
  const torn = service.batch.atomic && live.length > 1 ? tornOf(sending, plan.changes, accepted) : undefined
  if (torn !== undefined && torn.size > 0) return { units: live, torn }
  const refused = plan.owners.filter(result => !result.accepted).map(refusalOf)
  const ledger = createWriteLedger(sending, accepted, plan.changes)
  for (const { owner } of accepted) owner.isBegun = true
  deps.recorder.group(live.length)
  const applied = await sendPlan(sending, accepted, plan.changes, ledger)
  deps.recorder.calls(id, applied.calls, accepted.length)
  return settleGroup(sending, { accepted, refused, applied, ledger })
}

/**
 * Stores who wants what of the plan before it is sent, so that whoever finds the change sets pending can tell by the zone what
 * was made of them. A provider with a ledger knows that itself.
 */
async function sendPlan(
  sending: Sending,
  accepted: readonly OwnerResult<WriteUnit>[],
  changes: readonly Change[],
  ledger: WriteLedger,
): Promise<Applied> {
  const { deps, open, lease, attempted } = sending
  if (open.kind.capabilities.ledger || changes.length === 0) return applyPlan(sending, changes, ledger)
  const plan = sentPlan(accepted, changes, deps.now())
  const units = accepted.map(({ owner }) => owner)
  const earlier = new Map(units.map(unit => [unit, unit.plans]))
  for (const unit of units) unit.plans = [...unit.plans, plan]
  const others = [...attempted].filter(unit => !unit.isAnswered && !earlier.has(unit))
  for (const unit of others) forgetOvertaken(unit, changes)
  for (const unit of units) attempted.add(unit)
  await deps.store.changeSets.storeAttempts([...units, ...others].map(attemptOf), lease)
  const applied = await applyPlan(sending, changes, ledger)
  const unclear = unclearPart(plan, applied.outcomes)
  for (const unit of units) unit.plans = [...(earlier.get(unit) ?? []), ...(unclear ? [unclear] : [])]
  return applied
}

async function readTouched({ open }: Sending, units: readonly WriteUnit[]): Promise<RRset[]> {
  try {
    return await readSets(open, namesOf(units))
  } catch (error) {
    throw callerError(error)
  }
}

/** Their time has run out: they are not sent any more, but may have been before. */
async function endLate(sending: Sending, late: readonly WriteUnit[], current: readonly RRset[]): Promise<void> {
  const rules = rulesOf(sending.open)
  const ends = late.map((unit): UnitEnd => {
    const [result] = unit.made.size > 0 ? resolveUnits([unit], current, rules).owners : []
    const isThere = result?.accepted && placedChanges(result.intents).length === 0
    const records = [...unit.made.values()]
    return { unit, results: result?.intents ?? [], records, problems: isThere ? [] : [expired] }
  })
  await endAll(placeOf(sending), ends)
}

/** Units whose changes would go into different calls of a provider that makes each call whole. */
function tornOf(
  { open }: Sending,
  changes: readonly Change[],
  accepted: readonly OwnerResult<WriteUnit>[],
): Set<WriteUnit> {
  const { batches } = splitPlan(changes, open.kind.capabilities, open.remote.name)
  if (batches.length < 2) return new Set()
  const places = new Map(
    batches.flatMap((batch, place) => batch.map(change => [setKey(setOf(change)), place] as const)),
  )
  const isTorn = ({ intents }: OwnerResult<WriteUnit>) => {
    const own = placedChanges(intents).flatMap(({ change }) => places.get(setKey(setOf(change))) ?? [])
    return new Set(own).size > 1
  }
  return new Set(accepted.filter(isTorn).map(({ owner }) => owner))
}

/** Tells each everything that speaks against what they want. */
function refusalOf({ owner, intents, problems }: OwnerResult<WriteUnit>): UnitEnd {
  const found = problems.map(({ intent, problem }) => atIntent(owner.changeSet.intents, intent, problem))
  const moved = owner.isBegun ? { error: movedError(found) } : {}
  return { unit: owner, results: intents, records: [...owner.made.values()], problems: found, ...moved }
}

export function placeOf({ deps, open, lease }: Sending): SettlePlace {
  return { deps, domain: open.zone.domain, lease }
}
