/** Runs pieces of work that share a key one after another, in the order they were handed in. */
export interface Queues {
  /** Settles as the work does. Work that throws doesn't stop what waits behind it. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>()
  return {
    run(key, work) {
      const result = (tails.get(key) ?? Promise.resolve()).then(work)
      const tail: Promise<unknown> = result
        .catch(() => undefined)
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key)
        })
      tails.set(key, tail)
      return result
    },
  }
}
