import { nameWithoutFinalDot } from '../../dns/name.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey, setText } from '../../plan/set-key.ts'
import type { Change, Failure } from '../../plan/types.ts'
import { canonicalSet } from './canonical.ts'
import type { HeldSets } from './held-sets.ts'
import { auditSet } from './quirks.ts'

/** Why a change can't be made on what is there; undefined where it can. */
export function failureOf(change: Change, { sets, unreadable }: HeldSets): Failure | undefined {
  const set = setOf(change)
  const key = setKey(set)
  const after = afterOf(change)
  const [problem] = after === undefined ? [] : auditSet(after)
  if (problem !== undefined) return rejection(problem.code, problem.message)
  const odd = unreadable.get(key)
  if (odd !== undefined) {
    return rejection(
      'unreadable_record',
      `the record ${odd.id} at ${nameWithoutFinalDot(set.name)} holds what only Cloudflare can change`,
    )
  }
  const there = sets.get(key)
  const before = beforeOf(change)
  const isAsBefore =
    there === undefined || before === undefined ? there?.set === before : isSameSet(there.set, canonicalSet(before))
  if (!isAsBefore) return { code: 'conflict', message: `${setText(set)} is not what the change expects` }
  const locked = there?.records.find(({ record }) => record.locked === true || record.meta?.read_only === true)
  if (locked === undefined) return undefined
  const message = `${setText(set)} is kept by another Cloudflare product (record ${locked.record.id}) and can be changed there only`
  return rejection('read_only_record', message)
}

function rejection(code: string, message: string): Failure {
  return { code: 'rejected', message, details: { code, message } }
}
