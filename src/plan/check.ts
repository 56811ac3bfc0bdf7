import type { Name, RRset } from '../dns/rrset.ts'
import { checkName } from './check-name.ts'
import { checkSet } from './check-set.ts'
import { checkWritten } from './check-written.ts'
import { isSameSet } from './same-set.ts'
import type { ServiceLimits } from './service-limits.ts'
import { setKey } from './set-key.ts'
import type { SetProblem } from './set-problem.ts'

/** The sets at some names, before and after a change; at each of the names all of them. */
export interface Step {
  before: readonly RRset[]
  after: readonly RRset[]
}

/**
 * Everything that is wrong with a step, all at once. What was wrong before and is left alone is nobody's fault and not told:
 * a zone with an old mistake in it can still be changed elsewhere, and mended.
 *
 * `service`: what the zone's keeper can do. Without it only the rules that hold everywhere are looked at.
 */
export function check(zone: Name, step: Step, service?: ServiceLimits): SetProblem[] {
  const before = new Map(step.before.map(set => [setKey(set), set]))
  const after = new Set(step.after.map(setKey))
  const written = step.after.filter(set => !isThere(set, before))
  const deleted = step.before.filter(set => !after.has(setKey(set)))
  return [
    ...written.flatMap(set => checkSet(zone, set, service)),
    ...(service ? checkWritten(zone, written, deleted, service) : []),
    ...checkRelations(zone, step, new Set(written.map(setKey)), service),
  ]
}

function isThere(set: RRset, sets: ReadonlyMap<string, RRset>): boolean {
  const there = sets.get(setKey(set))
  return there !== undefined && isSameSet(there, set)
}

/** What sets at one name are to each other; told of a set that was left alone only where nothing written is to blame. */
function checkRelations(
  zone: Name,
  step: Step,
  written: ReadonlySet<string>,
  service: ServiceLimits | undefined,
): SetProblem[] {
  const before = Map.groupBy(step.before, set => set.name)
  const after = Map.groupBy(step.after, set => set.name)
  return [...after].flatMap(([name, sets]) => {
    const old = new Set(checkName(zone, before.get(name) ?? [], service).map(identify))
    const found = checkName(zone, sets, service)
    const blamed = found.filter(problem => written.has(setKey(problem.set)))
    const codes = new Set(blamed.map(problem => problem.code))
    const isNew = (problem: SetProblem) => !codes.has(problem.code) && !old.has(identify(problem))
    return [...blamed, ...found.filter(problem => !written.has(setKey(problem.set)) && isNew(problem))]
  })
}

function identify(problem: SetProblem): string {
  return `${problem.code} ${setKey(problem.set)}`
}
