import { ZoneplaneError } from '../../../src/sdk/index.ts'

/** What the server has found wrong with a field or an entry of it; undefined where nothing is. */
export function fieldError(error: unknown, path: string): string | undefined {
  if (!(error instanceof ZoneplaneError)) return undefined
  return error.details.find(problem => problem.path === path || problem.path.startsWith(`${path}[`))?.message
}
