import type { Provider } from '../provider.ts'
import { type RetryOptions, retry } from './retry.ts'
import { wrapProvider } from './wrap-provider.ts'

/**
 * Makes calls again that the provider couldn't take: reads that have given nothing yet, writes of which nothing was sent (that
 * is when `apply` throws), and zones made and deleted, which can be repeated. Outcomes are left as they are.
 */
export function withRetry(provider: Provider, options: RetryOptions): Provider {
  return wrapProvider(provider, {
    call: (work, call) => retry(() => work(call), options, call.signal),
    apply: (work, _batch, call) => retry(() => work(call), options, call.signal),
    async *read(work, call) {
      const { rest, first } = await retry(() => begin(work(call)), options, call.signal)
      try {
        if (first.done) return
        yield first.value
        for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
      } finally {
        await rest.return?.()
      }
    },
  })
}

/** Up to the first thing it gives: later, a repetition would give things twice. */
async function begin<T>(read: AsyncIterable<T>): Promise<{ rest: AsyncIterator<T>; first: IteratorResult<T> }> {
  const rest = read[Symbol.asyncIterator]()
  return { rest, first: await rest.next() }
}
