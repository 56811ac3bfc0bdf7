interface Waiting<Item, Result> {
  items: readonly Item[]
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/** More go into the next call, so that one statement never holds up everybody for long. */
const mostCallers = 500

/**
 * Hands over what callers bring at the same time together: one call of `work` at a time, with the items of everybody who came
 * while the one before was under way. `work` gives one result for each item, in the same order. Where a shared call throws,
 * each caller's items are tried alone, so none suffers for another's fault.
 */
export function gather<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result[]>,
): (items: readonly Item[]) => Promise<Result[]> {
  let waiting: Waiting<Item, Result>[] = []
  let running = false

  async function run() {
    running = true
    while (waiting.length > 0) {
      const callers = waiting.slice(0, mostCallers)
      waiting = waiting.slice(mostCallers)
      await serve(callers)
    }
    running = false
  }

  async function serve(callers: readonly Waiting<Item, Result>[]) {
    if (callers.length === 1) return settle(callers[0]!)
    const results = await work(callers.flatMap(({ items }) => items)).catch(() => undefined)
    if (results === undefined) for (const caller of callers) await settle(caller)
    else share(callers, results)
  }

  async function settle({ items, resolve, reject }: Waiting<Item, Result>) {
    await work(items).then(resolve, reject)
  }

  return items =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      // A turn of the event loop lets everybody who has come in take their place before the first call.
      if (!running && waiting.length === 1) setImmediate(run)
    })
}

function share<Item, Result>(callers: readonly Waiting<Item, Result>[], results: readonly Result[]) {
  let from = 0
  for (const { items, resolve } of callers) {
    resolve(results.slice(from, from + items.length))
    from += items.length
  }
}
