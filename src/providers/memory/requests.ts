import { type Call, ProviderError } from '../provider.ts'
import { drawFate, type Fate } from './faults.ts'
import type { MemoryService, MemoryZone, ServiceRequest } from './service.ts'

/** Requests of one account on their way to the service and back. */
export interface Requests {
  /**
   * Brings a request to the service: draws its fate, refuses it where the account has sent too many, waits half of its latency.
   * Throws where it isn't sent.
   */
  send(
    what: { kind: ServiceRequest['kind']; zone?: MemoryZone; changes?: number },
    call: Call | undefined,
  ): Promise<Fate>
  /** Waits for the other half. */
  answer(fate: Fate): Promise<void>
}

export function createRequests(service: MemoryService, account: string): Requests {
  const { clock, requests } = service

  /** Milliseconds until the account may send again; refused requests don't count. */
  function waitFor(now: number): number {
    const { rate } = service.faults
    if (rate === undefined) return 0
    const since = now - rate.perSeconds * 1000
    const recent = requests.filter(request => request.account === account && !request.refused && request.at > since)
    const oldest = recent.at(-rate.requests)
    return oldest === undefined ? 0 : oldest.at - since
  }

  return {
    async send({ kind, zone, changes = 0 }, call) {
      stopIfAborted(call)
      const fate = drawFate(service.faults, changes, zone?.random ?? (() => 1))
      if (fate.end === 'not_sent') throw new ProviderError({ code: 'unavailable', message: 'no connection' })
      const now = clock.now()
      const wait = waitFor(now)
      const isBusy = kind === 'write' && zone !== undefined && now < zone.busyUntil
      requests.push({ at: now, account, kind, zone: zone?.name, changes, refused: wait > 0 || isBusy })
      if (wait > 0) throw tooMany(wait)
      if (isBusy) throw underWay(zone)
      // From here on another change of the zone has to wait, until the time after the answer is set.
      if (kind === 'write' && zone !== undefined && service.faults.underWay !== undefined) zone.busyUntil = Infinity
      if (fate.latency > 0) await clock.sleep(fate.latency / 2)
      return fate
    },
    answer: async ({ latency }) => {
      if (latency > 0) await clock.sleep(latency / 2)
    },
  }
}

/** Throws where the caller has given up. */
export function stopIfAborted(call: Call | undefined): void {
  if (!call?.signal?.aborted) return
  throw new ProviderError({ code: 'unavailable', message: 'the call was given up' }, { cause: call.signal.reason })
}

function tooMany(milliseconds: number): ProviderError {
  const message = 'Rate exceeded'
  const retryAfter = Math.ceil(milliseconds / 1000)
  return new ProviderError({ code: 'rate_limited', message, retryAfter, details: { code: 'Throttling', message } })
}

/** Route 53 calls it so; it passes by itself, after a time that it doesn't tell, and says nothing against what was sent. */
function underWay({ name }: MemoryZone): ProviderError {
  const message = `a change of ${name} is under way`
  return new ProviderError({
    code: 'unavailable',
    message,
    details: { code: 'PriorRequestNotComplete', message },
  })
}
