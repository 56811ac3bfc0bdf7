import { DnsError, type Problem } from '../dns/problem.ts'

/** What reading some DNS text came to. */
export type DnsInput<T> = { value: T; problems: readonly [] } | { value: undefined; problems: readonly [Problem] }

/** Reads DNS text; what is wrong with it becomes a problem of that path. */
export function readDns<T>(path: string, read: () => T): DnsInput<T> {
  try {
    return { value: read(), problems: [] }
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    return { value: undefined, problems: [{ path, code: error.code, message: error.message }] }
  }
}
