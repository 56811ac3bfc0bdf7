import type { Problem } from '../dns/problem.ts'
import type { Provider } from '../providers/provider.ts'

export interface MissingPermissions {
  /** Each permission that is missing. */
  problems: Problem[]
  /** For people; undefined where none is. */
  summary: string | undefined
}

/** Milliseconds that a provider has to show that it knows us, the waits for its rate included. */
const patience = 30_000

/** What an account may not do that is needed, as far as the provider can tell. Throws ProviderError where it's refused altogether. */
export async function missingPermissions(provider: Provider): Promise<MissingPermissions> {
  const problems = await problemsOf(provider)
  const names = problems.map(({ path }) => path).join(', ')
  return { problems, summary: problems.length === 0 ? undefined : `missing permissions: ${names}` }
}

async function problemsOf(provider: Provider): Promise<Problem[]> {
  const call = { interactive: true, signal: AbortSignal.timeout(patience) }
  if (provider.missingPermissions !== undefined) return provider.missingPermissions(call)
  const zones = provider.zones(call)[Symbol.asyncIterator]()
  await zones.next()
  await zones.return?.()
  return []
}
