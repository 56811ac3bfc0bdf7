/** What the wrappers have done since the start of the process. */
export interface CallStats {
  /** Calls made again because nothing was sent, by provider and the failure's code. */
  retries: { provider: string; code: string; count: number }[]
  /** How often an account was stopped because the service had said that it was too much, by provider. */
  stops: { provider: string; count: number }[]
}

export interface CallRecorder {
  retry(provider: string, code: string): void
  stop(provider: string): void
  stats(): CallStats
}

export function createCallRecorder(): CallRecorder {
  const retries = new Map<string, CallStats['retries'][number]>()
  const stops = new Map<string, CallStats['stops'][number]>()
  return {
    retry(provider, code) {
      const key = `${provider} ${code}`
      const entry = retries.get(key) ?? { provider, code, count: 0 }
      retries.set(key, { ...entry, count: entry.count + 1 })
    },
    stop(provider) {
      stops.set(provider, { provider, count: (stops.get(provider)?.count ?? 0) + 1 })
    },
    stats: () => ({ retries: [...retries.values()], stops: [...stops.values()] }),
  }
}
