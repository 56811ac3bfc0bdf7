import type { Problem } from '../dns/problem.ts'
import type { SetId } from './set-key.ts'

/**
 * A problem of one record set. `path` is relative to the set as requests write it: `name`, `type`, `ttl`, `values[2]` (an
 * index into its records), or empty; whoever knows where the set stood in the request puts that in front.
 */
export interface SetProblem extends Problem {
  set: SetId
}

export function setProblem(set: SetId, path: string, code: string, message: string): SetProblem {
  const { name, type, variant } = set
  return { path, code, message, set: variant === undefined ? { name, type } : { name, type, variant } }
}
