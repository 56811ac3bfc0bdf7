/** One thing wrong with an input. Replies carry all of them at once as `details`. */
export interface Problem {
  /** Where: dots and brackets from the body's root, such as `values[2]`, `record.name`, `name`; empty for the whole. */
  path: string
  /** Stable snake_case word a program can act on, such as `invalid_ipv4_address`. */
  code: string
  /** For people: what was expected, and what was there instead. */
  message: string
}

/** DNS text or bytes that cannot be read. Everything in `dns/` that parses throws this and nothing else. */
export class DnsError extends Error {
  readonly code: string
  /** Index of the offending character in the text given, counted from 0; absent for wire data. */
  readonly column: number | undefined

  constructor(code: string, message: string, column?: number) {
    super(message)
    this.name = 'DnsError'
    this.code = code
    this.column = column
  }
}
