import { AppError } from '../contract/errors.ts'
import type { ChangeRecord } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import type { Deps } from './deps.ts'
import { openZone } from './open-provider.ts'

/** A caller's wish to be answered when everybody is. */
export interface Wanted {
  /** Nobody waits any more: the caller is gone, or the program is being stopped. */
  signal: AbortSignal
}

/** Milliseconds from the request's beginning: what a request may last. */
const longestRequest = 60_000

/**
 * What waits, once something is written, until all the name servers of its provider have it. That it isn't so in time, or can't be
 * found out, is told and is no error: what was written stands. Throws `wait_not_supported`, before anything is written.
 */
export async function prepareWait(
  deps: Deps,
  zone: Zone,
  wanted: Wanted | undefined,
): Promise<(written: readonly ChangeRecord[]) => Promise<{ inSync?: boolean }>> {
  if (wanted === undefined) return async () => ({})
  const timeout = AbortSignal.timeout(longestRequest)
  const { provider, kind, call } = await openZone(deps, zone, { interactive: true })
  const { untilServed } = provider
  if (untilServed === undefined) throw notSupported(kind.label)
  return async written => {
    const receipts = new Set(written.flatMap(({ receipt }) => receipt ?? []))
    const signal = AbortSignal.any([wanted.signal, timeout])
    try {
      for (const receipt of receipts) await untilServed.call(provider, receipt, { ...call(), signal })
      return { inSync: true }
    } catch (error) {
      deps.log.info({ err: error, zone: zone.domain }, 'nobody knows yet whether a change is served everywhere')
      return { inSync: false }
    }
  }
}

function notSupported(label: string): AppError {
  const message = `${label} does not tell when all of its name servers have a change.`
  return new AppError('wait_not_supported', message, {
    details: [{ path: 'wait', code: 'wait_not_supported', message }],
  })
}
