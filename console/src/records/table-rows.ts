import type { RecordSet } from '../../../src/sdk/index.ts'
import { setKey } from '../../../src/sdk/record-input.ts'
import { contentOf, type SetLine } from '../ui/set-lines.ts'
import { type Edit, setOf } from './edits.ts'

/** One row of the table. `id` stays the same for as long as it's about the same set. */
export type TableRow =
  /** A form: of a new set, or of one that is there or is to be there. */
  | { kind: 'form'; id: string; initial: RecordSet | null }
  /** A set as the zone has it, with what is to become of it; `set` is null where it's not there yet. */
  | { kind: 'set'; id: string; set: RecordSet | null; edit: Edit | undefined }

/** What is open for editing: a set, by its key, or a new one. */
export type OpenForm = { key: string; initial: RecordSet } | { key: 'new'; initial: RecordSet | null }

/**
 * New sets come first, since the zone has no place for them yet. A form stands where its set stood, and first where that is not
 * in sight any more, so that nothing that was typed goes when the zone changes.
 */
export function tableRows(sets: readonly RecordSet[], edits: readonly Edit[], form: OpenForm | undefined): TableRow[] {
  const byKey = new Map(edits.map(edit => [edit.key, edit]))
  const keys = new Set(sets.map(setKey))
  const added = edits.filter(edit => edit.before === null && !keys.has(edit.key))
  const rows = [
    ...added.map((edit): TableRow => ({ kind: 'set', id: edit.key, set: null, edit })),
    ...sets.map((set): TableRow => ({ kind: 'set', id: setKey(set), set, edit: byKey.get(setKey(set)) })),
  ]
  if (form === undefined) return rows
  const open: TableRow = { kind: 'form', id: form.key, initial: form.initial }
  const place = rows.findIndex(({ id }) => id === form.key)
  return place < 0 ? [open, ...rows] : rows.toSpliced(place, 1, open)
}

/** The set that a row shows: as it's to be, or as it was where it is to go. */
export function shownSet({ set, edit }: TableRow & { kind: 'set' }): RecordSet {
  if (edit !== undefined) return setOf(edit)
  if (set === null) throw new Error('a row is about a set')
  return set
}

/** What a row says of its set's data, with what goes and what comes. */
export function valueLines({ set, edit }: TableRow & { kind: 'set' }): SetLine[] {
  const before = edit === undefined ? contentOrNothing(set) : contentOrNothing(edit.before)
  const after = edit === undefined ? before : contentOrNothing(edit.after)
  return [
    ...before.map((text): SetLine => ({ mark: after.includes(text) ? 'kept' : 'removed', text })),
    ...after.filter(text => !before.includes(text)).map((text): SetLine => ({ mark: 'added', text })),
  ]
}

/** Lines of a row that are shown; what is more is counted. */
export const mostLines = 4

/** Pixels. What has no form has a height that is known beforehand, so that the table can be scrolled without measuring. */
export function heightOf(row: TableRow, isNarrow: boolean): number {
  if (row.kind === 'form') return isNarrow ? 560 : 330
  const count = valueLines(row).length
  const lines = Math.max(1, Math.min(count, mostLines)) + (count > mostLines ? 1 : 0)
  return (isNarrow ? 42 : 16) + lines * 22
}

function contentOrNothing(set: RecordSet | null): string[] {
  return set === null ? [] : contentOf(set)
}
