import type { Fault } from './options.ts'

/** Faults that are still to happen. */
export interface FaultList {
  add(fault: Fault): void
  clear(): void
  /** The fault that befalls a request, which is used up by it. */
  take(method: string, path: string): Fault | undefined
}

export function createFaults(): FaultList {
  let pending: (Fault & { after: number; times: number })[] = []
  return {
    add: fault => void pending.push({ after: 0, times: 1, ...fault }),
    clear: () => {
      pending = []
    },
    take(method, path) {
      for (const fault of pending) {
        if (fault.times === 0 || (fault.method ?? method) !== method || fault.path?.test(path) === false) continue
        if (fault.after > 0) {
          fault.after--
          continue
        }
        fault.times--
        return fault
      }
      return undefined
    },
  }
}
