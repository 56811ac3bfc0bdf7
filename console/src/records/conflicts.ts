import type { PlanData, Problem, RecordSet } from '../../../src/sdk/index.ts'
import { setKey } from '../../../src/sdk/record-input.ts'
import { type Edit, isSame } from './edits.ts'

/** What somebody else has done to a set since an edit of it began. */
export type Conflict = { kind: 'changed' | 'appeared'; current: RecordSet } | { kind: 'gone'; current: null }

/** What an edit meets: the set as it is now, or null where there is none. */
export function conflictOf({ before, after }: Edit, current: RecordSet | null): Conflict | undefined {
  if (isSame(before, current) || isSame(after, current)) return undefined
  if (current === null) return { kind: 'gone', current }
  return { kind: before === null ? 'appeared' : 'changed', current }
}

/** The same edit, made of the set as it is now; undefined where nothing is left to be done. */
export function rebased(edit: Edit, current: RecordSet | null): Edit | undefined {
  return isSame(edit.after, current) ? undefined : { ...edit, before: current }
}

/** The edit with the values that others have put, besides its own. */
export function merged(edit: Edit, current: RecordSet): Edit | undefined {
  if (edit.after?.values === undefined || current.values === undefined) return undefined
  const values = [...new Set([...current.values, ...edit.after.values])]
  return rebased({ ...edit, after: { ...edit.after, values } }, current)
}

/** The sets as a plan without problems found them. What it doesn't tell of is as it's wanted already. */
export function currentOf(plan: PlanData, edits: readonly Edit[]): Map<string, RecordSet | null> {
  const found = new Map<string, RecordSet | null>()
  for (const change of plan.changes) {
    const set = change.after ?? change.before
    if (set !== null) found.set(setKey(set), change.before)
  }
  return new Map(edits.map(edit => [edit.key, found.has(edit.key) ? (found.get(edit.key) ?? null) : edit.after]))
}

/** What a conflict tells better. */
const toldByConflicts: ReadonlySet<string> = new Set(['record_exists', 'record_not_found', 'values_mismatch'])

/** The problems of one edit, by its place in the request, their paths relative to it. */
export function problemsOf(problems: readonly Problem[], index: number, conflict: Conflict | undefined): Problem[] {
  const place = `changes[${index}]`
  return problems
    .filter(({ path }) => path === place || path.startsWith(`${place}.`))
    .filter(({ code }) => conflict === undefined || !toldByConflicts.has(code))
    .map(problem => ({ ...problem, path: problem.path.slice(place.length + 1) }))
}

/** Those that belong to no single edit. */
export function otherProblems(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path }) => !path.startsWith('changes['))
}
