import type { Problem } from '../dns/problem.ts'
import { type Provider, ProviderError } from '../providers/provider.ts'
import type { Connection } from '../store/store.ts'
import { connectionKind } from './connection-kind.ts'
import type { Deps } from './deps.ts'
import { openWith } from './open-provider.ts'

/** Milliseconds that a provider has to show that it knows us, the waits for its rate included. */
const patience = 30_000

export type ConnectionState = Required<Pick<Connection, 'status' | 'statusDetail'>> & {
  /** Each permission that is missing. */
  problems: Problem[]
}

/**
 * Whether the credentials open the provider, and may do all that is needed there. What it refuses with is for people, never a
 * secret.
 */
export async function testCredentials(
  deps: Deps,
  connection: { provider: string; workspaceId: number },
  credentials: object,
): Promise<ConnectionState> {
  try {
    const kind = connectionKind(deps, connection.provider)
    const problems = await problemsOf(openWith(deps, kind, connection.workspaceId, JSON.stringify(credentials)))
    const status = problems.length === 0 ? 'connected' : 'failed'
    return { status, statusDetail: problems.length === 0 ? null : missing(problems), problems }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { status: 'failed', statusDetail: error.failure.message, problems: [] }
  }
}

async function problemsOf(provider: Provider): Promise<Problem[]> {
  const call = { interactive: true, signal: AbortSignal.timeout(patience) }
  if (provider.missingPermissions !== undefined) return provider.missingPermissions(call)
  const zones = provider.zones(call)[Symbol.asyncIterator]()
  await zones.next()
  await zones.return?.()
  return []
}

function missing(problems: readonly Problem[]): string {
  return `missing permissions: ${problems.map(({ path }) => path).join(', ')}`
}
