import type { Provider } from '../provider.ts'
import type { Clock } from './clock.ts'

/** Providers that are kept open, so that what one has (a role that it has assumed, connections) is there for the next call. */
export interface OpenProviders {
  /** `key` stands for the settings it is opened with: others open another one. */
  of(key: string, open: () => Provider): Provider
}

const mostProviders = 500
/** Credentials that were replaced, or belong to a connection that is gone, don't stay in memory for longer. */
const idleMilliseconds = 3_600_000

export function createOpenProviders({ now }: Pick<Clock, 'now'>): OpenProviders {
  /** Whichever was used last comes last. */
  const providers = new Map<string, { provider: Provider; usedAt: number }>()

  function forget(): void {
    for (const [key, { usedAt }] of providers) {
      if (providers.size <= mostProviders && usedAt > now() - idleMilliseconds) return
      providers.delete(key)
    }
  }

  return {
    of(key, open) {
      const provider = providers.get(key)?.provider ?? open()
      providers.delete(key)
      providers.set(key, { provider, usedAt: now() })
      forget()
      return provider
    },
  }
}
