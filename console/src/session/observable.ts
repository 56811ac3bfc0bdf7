/** A value that says when it changes, as `useSyncExternalStore` asks for. */
export interface Observable<Value> {
  get(): Value
  subscribe(listener: () => void): () => void
}

export function createObservable<Value>(first: Value): Observable<Value> & { set(value: Value): void } {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: next => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
