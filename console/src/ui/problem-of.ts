import { ZoneplaneError } from '../../../src/sdk/index.ts'

/** What is wrong with one field of a form, as the server has told; undefined where nothing is. */
export function problemOf(error: unknown, path: string): string | undefined {
  return error instanceof ZoneplaneError ? error.details.find(problem => problem.path === path)?.message : undefined
}

/** For people: what went wrong, in one sentence. */
export function messageOf(error: unknown): string {
  if (error instanceof ZoneplaneError && error.code === 'network_error') return 'The server cannot be reached.'
  return error instanceof Error ? error.message : String(error)
}
