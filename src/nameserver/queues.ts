/** Runs work under one key in the order of the calls, one at a time; under different keys at once. */
export type Queues = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>()

  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work)
    const tail = result.catch(() => {})
    tails.set(key, tail)
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    return result
  }
}
