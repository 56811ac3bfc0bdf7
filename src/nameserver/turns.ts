/** Runs pieces of work one after the other, one in each turn of the event loop, so that questions are answered in between. */
export interface Turns {
  add(work: () => void): void
}

export function createTurns(): Turns {
  const queue: (() => void)[] = []

  /** The one that runs stays in the queue meanwhile, so what it adds is behind it. */
  function run(): void {
    try {
      queue[0]!()
    } finally {
      queue.shift()
      if (queue.length > 0) setImmediate(run)
    }
  }

  return {
    add: work => {
      queue.push(work)
      if (queue.length === 1) setImmediate(run)
    },
  }
}
