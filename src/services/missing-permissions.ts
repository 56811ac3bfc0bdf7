import type { Problem } from '../dns/problem.ts'
import type { Provider } from '../providers/provider.ts'

export interface MissingPermissions {
  /** Each permission that is missing. */
  problems: Problem[]
  /** For people; undefined where none is. */
  summary: string | undefined
}

/**
 * What an account may not do that is needed, as far as the provider can tell. Throws ProviderError where it's refused altogether, or
 * doesn't answer within `patience` milliseconds, the waits for its rate included.
 */
export async function missingPermissions(provider: Provider, patience: number): Promise<MissingPermissions> {
  const problems = await problemsOf(provider, patience)
  const names = problems.map(({ path }) => path).join(', ')
  return { problems, summary: problems.length === 0 ? undefined : `missing permissions: ${names}` }
}

async function problemsOf(provider: Provider, patience: number): Promise<Problem[]> {
  const call = { interactive: true, signal: AbortSignal.timeout(patience) }
  if (provider.missingPermissions !== undefined) return provider.missingPermissions(call)
  const zones = provider.zones(call)[Symbol.asyncIterator]()
  await zones.next()
  await zones.return?.()
  return []
}
