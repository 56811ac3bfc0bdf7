import { problemsError } from '../contract/errors.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import type { Intent } from '../plan/types.ts'
import type { Capabilities } from '../providers/provider.ts'

/** SOA anywhere, and NS at the apex unless the provider lets it be written: even a write that would change nothing is refused. */
export function managedProblems(
  zone: Name,
  { apexNs }: Pick<Capabilities, 'apexNs'>,
  { name, type }: { name: Name; type: RecordType },
): Problem[] {
  const isManaged = type === 'SOA' || (type === 'NS' && name === zone && apexNs !== 'write')
  if (!isManaged) return []
  const what = type === 'SOA' ? 'SOA records are' : `the NS set of ${nameWithoutFinalDot(zone)} is`
  return [{ path: 'type', code: 'managed_by_provider', message: `${what} kept by the provider` }]
}

/**
 * Throws `managed_by_provider` for SOA and NS sets at the apex, also where the provider lets the latter be written: a whole zone
 * hangs on that set, so it's changed by change sets, which ask for a confirmation.
 */
export function refuseManaged(zone: Name, set: { name: Name; type: RecordType }): void {
  const problems = managedProblems(zone, keptByProvider, set)
  if (problems.length > 0) throw problemsError(problems)
}

/** What writes of single sets are held to. */
export const keptByProvider = { apexNs: 'read' } as const

/** The same of all intents of one caller. */
export function managedProblemsOf(zone: Name, capabilities: Capabilities, intents: readonly Intent[]): Problem[] {
  return intents.flatMap((intent, index) =>
    intent.op === 'require' || intent.op === 'clear'
      ? []
      : managedProblems(zone, capabilities, targetOf(intent)).map(problem => atIntent(intents, index, problem)),
  )
}

/** A problem of one of several intents says which; that of a single one needs not. */
export function atIntent(intents: readonly Intent[], index: number, problem: Problem): Problem {
  if (intents.length === 1) return problem
  const place = `changes[${index}]`
  return { ...problem, path: problem.path === '' ? place : `${place}.${problem.path}` }
}
