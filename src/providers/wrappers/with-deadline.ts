import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { type Call, type Provider, ProviderError } from '../provider.ts'
import type { Clock } from './clock.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { wrapProvider } from './wrap-provider.ts'

export interface DeadlineOptions {
  clock: Clock
  /** For each answer, however many requests a call takes. */
  milliseconds: number
}

/**
 * Gives up on calls that aren't answered in time, also where the provider doesn't heed that it has been told to. A read throws
 * then; of a write nobody knows what becomes of it, so its outcomes are `unknown`.
 */
export function withDeadline(provider: Provider, { clock, milliseconds }: DeadlineOptions): Provider {
  async function within<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = createDeadline(clock, milliseconds)
    try {
      return await work(deadline)
    } finally {
      deadline.stop()
    }
  }

  return wrapProvider(provider, {
    call: (work, call) => within(deadline => deadline.wait(() => work(limited(call, deadline)))),
    apply: (work, batch, call) =>
      within(async deadline => {
        try {
          return await deadline.wait(() => work(limited(call, deadline)))
        } catch (error) {
          if (!deadline.signal.aborted || !(error instanceof ProviderError)) throw error
          return { outcomes: loseSight(batch, error.failure) }
        }
      }),
    async *read(work, call) {
      const deadline = createDeadline(clock, milliseconds)
      const items = work(limited(call, deadline))[Symbol.asyncIterator]()
      try {
        for (;;) {
          const next = await deadline.wait(() => items.next())
          if (next.done) return
          yield next.value
        }
      } finally {
        deadline.stop()
        // What doesn't answer may not end either, so nobody waits for that.
        items.return?.().catch(() => undefined)
      }
    },
  })
}

function limited(call: Call, deadline: Deadline): Call {
  const { furtherRequest } = call
  return {
    ...call,
    signal: call.signal === undefined ? deadline.signal : AbortSignal.any([call.signal, deadline.signal]),
    ...(furtherRequest && {
      furtherRequest: (refused?: ProviderError) => deadline.suspend(() => furtherRequest(refused)),
    }),
  }
}

function loseSight(batch: readonly Change[], failure: Failure): Outcome[] {
  return batch.map(change => ({ status: 'unknown', change, failure }))
}
