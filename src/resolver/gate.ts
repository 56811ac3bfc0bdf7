/** Lets so many through at once; the others wait in line. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  return async work => {
    if (inside >= width) await new Promise<void>(resolve => waiting.push(resolve))
    else inside++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // Whoever is next takes the place over.
      if (next === undefined) inside--
      else next()
    }
  }
}
