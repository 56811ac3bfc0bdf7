import type { RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey, setText } from '../../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import type { ZoneCopy } from './zone-copy.ts'

/**
 * Outcomes of a batch that must not be sent, or wasn't made, since something isn't as it was planned on: undefined where all is. The
 * batch is made whole or not at all, so the others are skipped.
 */
export function conflictsIn(batch: readonly Change[], copy: ZoneCopy): Outcome[] | undefined {
  const stands = batch.map(change => isSame(foundOf(change, copy), beforeOf(change)))
  if (stands.every(each => each)) return undefined
  return batch.map((change, index) =>
    stands[index] ? { status: 'skipped', change } : { status: 'failed', change, failure: conflictOf(change, copy) },
  )
}

/** `ignored`: the set is as it was, though the server has said that it was changed; `other`: neither as before nor as sent. */
export type Fate = 'made' | 'ignored' | 'other'

export function fateOf(change: Change, copy: ZoneCopy): Fate {
  const found = foundOf(change, copy)
  if (isSame(found, afterOf(change))) return 'made'
  return isSame(found, beforeOf(change)) ? 'ignored' : 'other'
}

/** What has become of a change that the server has acknowledged. */
export function outcomeOf(change: Change, copy: ZoneCopy): Outcome {
  const fate = fateOf(change, copy)
  if (fate === 'ignored') return { status: 'failed', change, failure: ignored(change) }
  const stored = fate === 'other' ? foundOf(change, copy) : undefined
  return { status: 'applied', change, ...(stored && { stored }) }
}

/** RFC 2136 §3.4.2: a CNAME beside other data, other data beside a CNAME, the last NS of the apex. */
function ignored(change: Change): Failure {
  const message = `the server took the update and ignored what it says of ${setText(setOf(change))}, as it may (RFC 2136 §3.4.2)`
  return { code: 'rejected', message, details: { code: 'ignored_by_server', message } }
}

function conflictOf(change: Change, copy: ZoneCopy): Failure {
  const found = foundOf(change, copy)
  const state = found === undefined ? 'is not there' : change.op === 'create' ? 'is there already' : 'is another one'
  return { code: 'conflict', message: `${setText(setOf(change))} ${state} at the server` }
}

function foundOf(change: Change, { sets }: ZoneCopy): RRset | undefined {
  return sets.get(setKey(setOf(change)))
}

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return isSameSet(one, other)
}
