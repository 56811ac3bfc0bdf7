import { AppError } from '../contract/errors.ts'
import type { ZoneFileProblem } from '../dns/zone-file.ts'

/** What is wrong with a file, and what is only worth telling. All are counted, and the first of them kept. */
export interface FileProblems {
  add(problem: ZoneFileProblem): void
  readonly errors: Kept
  readonly warnings: Kept
}

export interface Kept {
  count: number
  /** In the order of the file. */
  first(): ZoneFileProblem[]
}

/** More than anybody mends in one go, and few enough for a reply. */
const mostKept = 1000

export function createFileProblems(): FileProblems {
  const [errors, warnings] = [createList(), createList()]
  return { errors, warnings, add: problem => (problem.severity === 'error' ? errors : warnings).add(problem) }
}

function createList(): Kept & { add(problem: ZoneFileProblem): void } {
  const kept: ZoneFileProblem[] = []
  return {
    count: 0,
    add(problem) {
      this.count++
      if (kept.length < mostKept) kept.push(problem)
    },
    first: () => kept.toSorted((one, other) => one.line - other.line || one.column - other.column),
  }
}

/** A file with errors, refused: each with its line and column as `body:LINE:COLUMN`. */
export function fileError({ count, first }: Kept): AppError {
  const problems = first()
  const details = problems.map(({ line, column, code, message }) => ({ path: `body:${line}:${column}`, code, message }))
  const [top] = details
  const told = count > details.length ? ` The first ${details.length} are told here.` : ''
  const message = `The zone file has ${count} ${count === 1 ? 'problem' : 'problems'}, and nothing was done.${told}`
  return new AppError('validation_failed', `${message} ${top?.path}: ${top?.message}`, { details })
}
