import type { RRset } from '../dns/rrset.ts'
import { isSameSet } from './same-set.ts'
import type { Change } from './types.ts'

/** The set that a change is about: as it will be, or as it was where it goes. */
export function setOf(change: Change): RRset {
  return change.op === 'delete' ? change.before : change.after
}

export function beforeOf(change: Change): RRset | undefined {
  return change.op === 'create' ? undefined : change.before
}

export function afterOf(change: Change): RRset | undefined {
  return change.op === 'delete' ? undefined : change.after
}

/** The change that leads from one state of a set to another; undefined where they are the same. */
export function changeBetween(before: RRset | undefined, after: RRset | undefined): Change | undefined {
  if (before === undefined) return after && { op: 'create', after }
  if (after === undefined) return { op: 'delete', before }
  return isSameSet(before, after) ? undefined : { op: 'replace', before, after }
}
