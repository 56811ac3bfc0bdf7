interface Reading<Result> {
  current: Promise<Result>
  /** For those who have come since it began. */
  next?: Promise<Result>
}

/**
 * Whoever asks for the same at the same time shares an answer: one read of a key is under way at a time, and those who come
 * meanwhile share the next one. So nobody gets what was read before they asked, and what is committed is seen at once. The
 * answer is many callers' at once: none of them may change it.
 */
export function shareReads<Key extends readonly (string | number)[], Result>(
  read: (...key: Key) => Promise<Result>,
): (...key: Key) => Promise<Result> {
  const readings = new Map<string, Reading<Result>>()

  function begin(id: string, key: Key): Promise<Result> {
    const reading: Reading<Result> = { current: read(...key) }
    readings.set(id, reading)
    const end = () => {
      if (reading.next === undefined) readings.delete(id)
    }
    reading.current.then(end, end)
    return reading.current
  }

  return (...key) => {
    const id = JSON.stringify(key)
    const reading = readings.get(id)
    if (reading === undefined) return begin(id, key)
    const again = () => begin(id, key)
    reading.next ??= reading.current.then(again, again)
    return reading.next
  }
}
