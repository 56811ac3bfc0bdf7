import { type Provider, ProviderError } from '../providers/provider.ts'
import { type Wrapping, wrapProvider } from '../providers/wrappers/wrap-provider.ts'
import type { Deps } from './deps.ts'

/** What a connection was opened with. */
interface Opened {
  connectionId: number
  credentials: string
}

/**
 * The provider, telling the connection when its credentials are refused in use: it is `failed` then, until it is tested with
 * success or given others. Callers are told of the refusal all the same.
 */
export function watchCredentials(
  { store, io }: Pick<Deps, 'store' | 'io'>,
  { connectionId, credentials }: Opened,
  provider: Provider,
): Provider {
  async function note(statusDetail: string): Promise<void> {
    try {
      const refused = { credentials, statusDetail, now: io.now() }
      if (!(await store.connections.refuse(connectionId, refused))) return
      io.log.warn({ connectionId, detail: statusDetail }, 'the credentials of a cloud connection are refused')
    } catch (error) {
      io.log.warn({ connectionId, err: error }, 'a cloud connection could not be marked as failed')
    }
  }

  async function noted(error: unknown): Promise<never> {
    if (error instanceof ProviderError && error.failure.code === 'auth') await note(error.failure.message)
    throw error
  }

  const wrapping: Wrapping = {
    call: (work, call) => work(call).catch(noted),
    async *read(work, call) {
      try {
        yield* work(call)
      } catch (error) {
        await noted(error)
      }
    },
    async apply(work, _batch, call) {
      const answer = await work(call).catch(noted)
      const refused = answer.outcomes.find(outcome => 'failure' in outcome && outcome.failure.code === 'auth')
      if (refused !== undefined && 'failure' in refused) await note(refused.failure.message)
      return answer
    },
  }
  return wrapProvider(provider, wrapping)
}
