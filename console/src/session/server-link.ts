import { createObservable, type Observable } from './observable.ts'

/** Whether the server answers. While it doesn't, it's asked again, less and less often, until it does. */
export interface ServerLink extends Observable<'there' | 'away'> {
  /** A request has got no answer. */
  lost(): void
  /** A request has got an answer. */
  found(): void
  /** Asks now, in place of the next time. */
  retry(): void
}

const [shortest, longest] = [500, 10_000]

export function createServerLink(): ServerLink {
  const state = createObservable<'there' | 'away'>('there')
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = shortest
  const found = () => {
    clearTimeout(timer)
    timer = undefined
    pause = shortest
    state.set('there')
  }
  const ask = async () => {
    clearTimeout(timer)
    if (await answers()) return found()
    timer = setTimeout(ask, pause)
    pause = Math.min(longest, pause * 2)
  }
  return {
    get: state.get,
    subscribe: state.subscribe,
    found: () => {
      if (state.get() === 'away') found()
    },
    lost: () => {
      if (state.get() === 'away') return
      state.set('away')
      timer = setTimeout(ask, pause)
    },
    retry: () => {
      if (state.get() !== 'away') return
      pause = shortest
      void ask()
    },
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}
