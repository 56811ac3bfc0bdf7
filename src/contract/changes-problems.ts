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
  const known = knownSetProblems(change)
  if (action === 'add' || action === 'remove') {
    return [...recordSetProblems(set), ...wholeSetProblems(action, change), ...known]
  }
  if (action !== 'delete') return [...recordSetProblems(change), ...known]
  return [...withoutMissing(recordSetProblems(set)), ...known]
}

function withoutMissing(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path, code }) => path !== 'values' || code !== 'required')
}

/** Of what the caller knows of the set, which must go together with what they want of it. */
function knownSetProblems(change: { action?: unknown; type?: unknown; ifCurrent?: unknown }): Problem[] {
  const { action, type, ifCurrent } = change
  if (ifCurrent === undefined) return []
  if (ifCurrent === null)
    return action === 'delete' || action === 'remove' ? [mismatch(`is null, and ${action} needs a set`)] : []
  if (action === 'create') return [mismatch('can only be null where a set is to be created')]
  const { ttl, values, aliasTarget } = ifCurrent as Record<string, unknown>
  return withoutMissing(recordSetProblems({ type, ttl, values, aliasTarget }))
    .filter(({ path }) => path !== 'type')
    .map(problem => ({ ...problem, path: `ifCurrent.${problem.path}` }))
}

function mismatch(message: string): Problem {
  return { path: 'ifCurrent', code: 'not_allowed', message }
}

function wholeSetProblems(action: string, change: object): Problem[] {
  const given = wholeSetFields.filter(field => Object.hasOwn(change, field))
  return given.map(path => ({ path, code: 'not_allowed', message: `does not go together with ${action}` }))
}
