import { nameWithoutFinalDot } from '../../dns/name.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey, setText } from '../../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import type { HeldSets } from './held-sets.ts'
import { auditSet } from './quirks.ts'
import type { ZoneDocument } from './zone-document.ts'

/** What speaks against a batch before it is sent. Where one change can't be made none is: undefined where all can. */
export function refusedBatch(batch: readonly Change[], zone: ZoneDocument, held: HeldSets): Outcome[] | undefined {
  const failures = batch.map(change => secondaryFailure(zone) ?? failureOf(change, held))
  if (failures.every(failure => failure === undefined)) return undefined
  return batch.map((change, index): Outcome => {
    const failure = failures[index]
    return failure === undefined ? { status: 'skipped', change } : { status: 'failed', change, failure }
  })
}

/** The API takes changes of a secondary too, and the next transfer undoes them. */
function secondaryFailure({ name, kind }: ZoneDocument): Failure | undefined {
  if (!['slave', 'secondary', 'consumer'].includes(kind.toLowerCase())) return undefined
  const message = `PowerDNS has ${nameWithoutFinalDot(name)} from another server (${kind}): it is changed there`
  return rejection('secondary_zone', message)
}

function failureOf(change: Change, { sets, unreadable }: HeldSets): Failure | undefined {
  const set = setOf(change)
  const key = setKey(set)
  const after = afterOf(change)
  const [problem] = after === undefined ? [] : auditSet(after)
  if (problem !== undefined) return rejection(problem.code, problem.message)
  if (unreadable.has(key)) {
    return rejection('unreadable_record', `${setText(set)} holds what only PowerDNS can change`)
  }
  const there = sets.get(key)?.set
  const before = beforeOf(change)
  const isAsBefore = there === undefined || before === undefined ? there === before : isSameSet(there, before)
  return isAsBefore ? undefined : { code: 'conflict', message: `${setText(set)} is not what the change expects` }
}

function rejection(code: string, message: string): Failure {
  return { code: 'rejected', message, details: { code, message } }
}
