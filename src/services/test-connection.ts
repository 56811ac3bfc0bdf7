import { ProviderError } from '../providers/provider.ts'
import type { Connection } from '../store/store.ts'
import type { Deps } from './deps.ts'
import { kindOf } from './open-provider.ts'

/** Milliseconds that a provider has to show that it knows us. */
const patience = 15_000

export type ConnectionState = Required<Pick<Connection, 'status' | 'statusDetail'>>

/** Whether the credentials open the provider: asks for its first zone. What it refuses with is for people, never a secret. */
export async function testCredentials(
  deps: Deps,
  connection: { provider: string; workspaceId: number },
  credentials: object,
): Promise<ConnectionState> {
  try {
    const settings = { ...credentials, workspaceId: connection.workspaceId }
    const provider = kindOf(deps, connection.provider).open(settings, deps.io)
    const zones = provider.zones({ interactive: true, signal: AbortSignal.timeout(patience) })[Symbol.asyncIterator]()
    await zones.next()
    await zones.return?.()
    return { status: 'connected', statusDetail: null }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { status: 'failed', statusDetail: error.failure.message }
  }
}
