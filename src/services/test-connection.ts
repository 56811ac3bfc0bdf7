import type { Problem } from '../dns/problem.ts'
import { ProviderError } from '../providers/provider.ts'
import type { Connection } from '../store/store.ts'
import { connectionKind } from './connection-kind.ts'
import type { Deps } from './deps.ts'
import { missingPermissions } from './missing-permissions.ts'
import { openWith } from './open-provider.ts'

/** Milliseconds that somebody waits who has asked for it. */
const patience = 30_000

export type ConnectionState = Required<Pick<Connection, 'status' | 'statusDetail'>> & {
  /** Each permission that is missing. */
  problems: Problem[]
  /** What works and had better be otherwise; the paths are the credentials' fields. */
  warnings: Problem[]
}

/**
 * Whether the credentials open the provider, and may do all that is needed there. What it refuses with is for people, never a
 * secret.
 */
export async function testCredentials(
  deps: Deps,
  { provider, workspaceId }: { provider: string; workspaceId: number },
  credentials: object,
): Promise<ConnectionState> {
  const kind = connectionKind(deps, provider)
  const warnings = kind.adviseSettings?.(credentials) ?? []
  try {
    const opened = openWith(deps, kind, workspaceId, JSON.stringify(credentials))
    const { problems, summary } = await missingPermissions(opened, patience)
    return { status: summary === undefined ? 'connected' : 'failed', statusDetail: summary ?? null, problems, warnings }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { status: 'failed', statusDetail: error.failure.message, problems: [], warnings }
  }
}
