/** Which requests something befalls, and how often. */
export interface FaultAim {
  method?: string
  path?: RegExp
  /** How many of these pass before it happens, and how often it happens then: once where nothing is said. */
  after?: number
  times?: number
}

/** Faults that are still to happen. */
export interface PendingFaults<Fault extends FaultAim> {
  add(fault: Fault): void
  clear(): void
  /** The fault that befalls a request, which is used up by it. */
  take(method: string, path: string): Fault | undefined
}

export function createPendingFaults<Fault extends FaultAim>(): PendingFaults<Fault> {
  let pending: { fault: Fault; after: number; times: number }[] = []
  return {
    add: fault => void pending.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 }),
    clear: () => {
      pending = []
    },
    take(method, path) {
      for (const one of pending) {
        const { fault } = one
        if (one.times === 0 || (fault.method ?? method) !== method || fault.path?.test(path) === false) continue
        if (one.after > 0) one.after--
        else {
          one.times--
          return fault
        }
      }
      return undefined
    },
  }
}
