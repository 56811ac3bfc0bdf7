import type { Problem } from '../dns/problem.ts'
import { maxChanges } from './changes.ts'
import { recordSetProblems } from './record-set.ts'

/** What is wrong with each change of a request, as far as it can be told without the zone. */
export function changesProblems(body: unknown): Problem[] {
  const { changes } = (body ?? {}) as { changes?: unknown }
  if (!Array.isArray(changes) || changes.length > maxChanges) return []
  return changes.flatMap((change: unknown, index) => changeProblems(change).map(problem => atChange(index, problem)))
}

/** A problem of one change, with the place that the change has in the request in front of its path. */
export function atChange(index: number, problem: Problem): Problem {
  const place = `changes[${index}]`
  return { ...problem, path: problem.path === '' ? place : `${place}.${problem.path}` }
}

/** Fields that are of a set as a whole: values can't be added to it, or taken out, together with them. */
const wholeSetFields = ['aliasTarget', 'proxied', 'variant', 'routing']

/** The same of one change alone, its paths relative to it. A deletion need not say what the set holds. */
export function changeProblems(change: unknown): Problem[] {
  if (typeof change !== 'object' || change === null) return []
  const { action, aliasTarget: _, ttl: __, routing: ___, ...set } = change as Record<string, unknown>
  if (action === 'add' || action === 'remove') return [...recordSetProblems(set), ...wholeSetProblems(action, change)]
  if (action !== 'delete') return recordSetProblems(change)
  return recordSetProblems(set).filter(({ path, code }) => path !== 'values' || code !== 'required')
}

function wholeSetProblems(action: string, change: object): Problem[] {
  const given = wholeSetFields.filter(field => Object.hasOwn(change, field))
  return given.map(path => ({ path, code: 'not_allowed', message: `does not go together with ${action}` }))
}
