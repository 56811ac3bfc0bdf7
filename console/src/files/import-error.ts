import { ZoneplaneError } from '../../../src/sdk/index.ts'

/** The same error, its places in the file in words: `body:12:7` is line 12, column 7. */
export function importError(error: unknown): unknown {
  if (!(error instanceof ZoneplaneError)) return error
  const details = error.details.map(problem => ({ ...problem, path: placeText(problem.path) }))
  return new ZoneplaneError(error.message, { ...error, details })
}

function placeText(path: string): string {
  const [, line, column] = /^body:(\d+):(\d+)$/.exec(path) ?? []
  return line === undefined ? path : `line ${line}, column ${column}`
}
