import type { RecordSet, WantedChange } from '../../../src/sdk/index.ts'
import { setKey } from '../../../src/sdk/record-input.ts'

/** A change of one record set that has not been applied yet. */
export interface Edit {
  /** Of the set: its name, type and variant. */
  key: string
  /** As the set was when the edit began; null where there was none. */
  before: RecordSet | null
  /** As it is to be; null where it is to go. One of the two is always there. */
  after: RecordSet | null
}

export type EditKind = 'added' | 'changed' | 'deleted'

export function kindOf({ before, after }: Edit): EditKind {
  if (after === null) return 'deleted'
  return before === null ? 'added' : 'changed'
}

/** The set that an edit is about. */
export function setOf({ before, after }: Edit): RecordSet {
  const set = after ?? before
  if (set === null) throw new Error('an edit is about a set')
  return set
}

/**
 * The edits with one more. It takes the place of one of the same set, and keeps what the set was before that. One that comes to
 * nothing goes.
 */
export function withEdit(edits: readonly Edit[], { before, after }: Omit<Edit, 'key'>): readonly Edit[] {
  const set = after ?? before
  if (set === null) return edits
  const key = setKey(set)
  const earlier = edits.find(edit => edit.key === key)
  const merged: Edit = { key, before: earlier === undefined ? before : earlier.before, after }
  const others = edits.filter(edit => edit.key !== key)
  if (isSame(merged.before, merged.after)) return others
  return earlier === undefined ? [...others, merged] : edits.map(edit => (edit.key === key ? merged : edit))
}

/** What comes of a form that began with one set and ended with another: of another name, the first one goes. */
export function withRewrite(edits: readonly Edit[], before: RecordSet | null, after: RecordSet): readonly Edit[] {
  if (before === null || setKey(before) === setKey(after)) return withEdit(edits, { before, after })
  return withEdit(withEdit(edits, { before, after: null }), { before: null, after })
}

export function withoutEdit(edits: readonly Edit[], key: string): readonly Edit[] {
  return edits.filter(edit => edit.key !== key)
}

/** What the edits are sent as, in their order. A deletion says what it expects to be there. */
export function changesOf(edits: readonly Edit[]): WantedChange[] {
  return edits.map((edit): WantedChange => {
    const { before, after } = edit
    if (after !== null) return { action: before === null ? 'create' : 'upsert', ...after }
    const { name, type, values, aliasTarget, variant } = setOf(edit)
    return {
      action: 'delete',
      name,
      type,
      ...(values && { values }),
      ...(aliasTarget && { aliasTarget }),
      ...(variant !== undefined && { variant }),
    }
  })
}

/** The same, for the sets as they were when the edits began: refused where one of them is something else by then. */
export function guardedChangesOf(edits: readonly Edit[]): WantedChange[] {
  return changesOf(edits).map((change, index) => ({ ...change, ifCurrent: edits[index]?.before ?? null }))
}

/** Whether two states of a set are alike; the order of values makes no difference. */
export function isSame(one: RecordSet | null, other: RecordSet | null): boolean {
  return canonical(one) === canonical(other)
}

function canonical(set: RecordSet | null): string {
  if (set === null) return ''
  const { name, type, ttl, values, aliasTarget, proxied, variant, routing } = set
  const options = Object.entries({ ...routing }).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    name,
    type,
    ttl,
    values?.toSorted(),
    aliasTarget && [aliasTarget.dnsName, aliasTarget.hostedZoneId, aliasTarget.evaluateTargetHealth],
    proxied,
    variant,
    options,
  ])
}
