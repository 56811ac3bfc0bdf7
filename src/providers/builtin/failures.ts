import { type Call, ProviderError } from '../provider.ts'

/** Anything thrown below the seam, as the seam's own error. */
export function wrap(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (isMissing(error)) {
    return new ProviderError(
      { code: 'not_found', message: 'the built-in provider has no such zone any more' },
      { cause: error },
    )
  }
  return new ProviderError({ code: 'unavailable', message: 'the built-in store did not answer' }, { cause: error })
}

/** The store's word for a zone that was deleted since it was found. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'missing'
}

/** Throws where the caller has given up. */
export function stopIfAborted(call: Call | undefined): void {
  if (!call?.signal?.aborted) return
  throw new ProviderError({ code: 'unavailable', message: 'the call was given up' }, { cause: call.signal.reason })
}

/** Reads from the store, with its errors wrapped. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw wrap(error)
  }
}
