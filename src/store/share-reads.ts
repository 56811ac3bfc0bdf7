import type { Backend } from './backend.ts'

/**
 * Whoever asks for the same at the same time shares an answer: one read of a key is under way at a time, and those who come
 * meanwhile share the next one. So nobody gets what was read before they asked, and what is committed is seen at once. The
 * answer is many callers' at once: none of them may change it. In a transaction each reads alone.
 */
export function shareReads<Key extends readonly (string | number)[], Result>(
  { inTransaction }: Pick<Backend, 'inTransaction'>,
  read: (...key: Key) => Promise<Result>,
): (...key: Key) => Promise<Result> {
  if (inTransaction) return read
  const underWay = new Map<string, Promise<void>>()
  /** Reads that have not begun. */
  const next = new Map<string, Promise<Result>>()

  async function readNext(id: string, key: Key): Promise<Result> {
    // A turn of the event loop lets everybody who has come in ask before the first read.
    await (underWay.get(id) ?? turn())
    next.delete(id)
    const answer = read(...key)
    const ended = answer.then(ignore, ignore)
    underWay.set(id, ended)
    try {
      return await answer
    } finally {
      if (underWay.get(id) === ended) underWay.delete(id)
    }
  }

  return (...key) => {
    const id = JSON.stringify(key)
    const known = next.get(id)
    if (known !== undefined) return known
    const answer = readNext(id, key)
    next.set(id, answer)
    return answer
  }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve))
const ignore = () => {}
