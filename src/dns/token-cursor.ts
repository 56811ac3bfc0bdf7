import { DnsError } from './problem.ts'
import type { Name } from './rrset.ts'
import type { Token } from './tokens.ts'

/** Hands out tokens one by one, and what they're read with. */
export class TokenCursor {
  readonly tokens: readonly Token[]
  readonly origin: Name | undefined
  index: number

  constructor(tokens: readonly Token[], origin?: Name, index = 0) {
    this.tokens = tokens
    this.origin = origin
    this.index = index
  }

  get done(): boolean {
    return this.index >= this.tokens.length
  }

  peek(): Token | undefined {
    return this.tokens[this.index]
  }

  /** The next token; `what` says what it was to be. Throws `missing_field`. */
  next(what: string): Token {
    const token = this.tokens[this.index]
    if (token === undefined) throw new DnsError('missing_field', `${what} is missing`, this.endColumn())
    this.index++
    return token
  }

  /** The next token, which must not be in quotes. Throws `missing_field`, `unexpected_quotes`. */
  word(what: string): Token {
    const token = this.next(what)
    if (token.quoted) throw new DnsError('unexpected_quotes', `${what} must not be in quotes`, token.column)
    return token
  }

  private endColumn(): number {
    const last = this.tokens.at(-1)
    return last === undefined ? 0 : last.column + last.text.length + (last.quoted ? 2 : 0)
  }
}
