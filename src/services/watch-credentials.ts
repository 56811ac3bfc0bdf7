import { type Provider, ProviderError } from '../providers/provider.ts'
import { type Wrapping, wrapProvider } from '../providers/wrappers/wrap-provider.ts'
import type { Deps } from './deps.ts'
import { missingPermissions } from './missing-permissions.ts'

/** What a connection was opened with. */
interface Opened {
  connectionId: number
  credentials: string
}

/** Milliseconds. A zone that is refused again and again shall not use up the account's rate. */
const betweenLooks = 60_000

/** Milliseconds. Whoever was refused waits meanwhile for something else. */
const patience = 5000

/**
 * The provider, looking into it when the credentials are refused in use. Where it isn't only this zone or this deed, the connection
 * is `failed` then, until it is tested with success or given others. Callers are told of the refusal all the same.
 */
export function watchCredentials(
  { store, io }: Pick<Deps, 'store' | 'io'>,
  { connectionId, credentials }: Opened,
  provider: Provider,
): Provider {
  async function lookInto(): Promise<void> {
    const now = io.now()
    try {
      if (!(await store.connections.noteRefusal(connectionId, { credentials, since: now - betweenLooks, now }))) return
      const statusDetail = await whatIsRefused(provider)
      if (statusDetail === undefined) return
      await store.connections.refuse(connectionId, { credentials, statusDetail, now: io.now() })
      io.log.warn({ connectionId, detail: statusDetail }, 'the credentials of a cloud connection are refused')
    } catch (error) {
      io.log.warn(
        { connectionId, err: error },
        'nobody knows whether the credentials of a cloud connection are refused',
      )
    }
  }

  async function looked(error: unknown): Promise<never> {
    if (isRefused(error)) await lookInto()
    throw error
  }

  const wrapping: Wrapping = {
    call: (work, call) => work(call).catch(looked),
    async *read(work, call) {
      try {
        yield* work(call)
      } catch (error) {
        await looked(error)
      }
    },
    async apply(work, _batch, call) {
      const answer = await work(call).catch(looked)
      if (answer.outcomes.some(outcome => 'failure' in outcome && outcome.failure.code === 'auth')) await lookInto()
      return answer
    },
  }
  return wrapProvider(provider, wrapping)
}

/** What speaks against the credentials as such, for people; undefined where nothing does. */
async function whatIsRefused(provider: Provider): Promise<string | undefined> {
  try {
    const { summary } = await missingPermissions(provider, patience)
    return summary
  } catch (error) {
    if (isRefused(error)) return error.failure.message
    throw error
  }
}

function isRefused(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.failure.code === 'auth'
}
