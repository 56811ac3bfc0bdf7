import { DnsError } from './problem.ts'
import type { Name } from './rrset.ts'

/** A word or quoted string of a master file (RFC 1035 §5.1). */
export interface Token {
  /** As written, escapes kept, without the quotes around it. A quoted part after a `=` belongs to the word, quotes kept. */
  text: string
  quoted: boolean
  /** Index of the first character, the opening quote included, in the text it was read from. */
  column: number
}

/** What stands up to the end of a line, or further where parentheses are open. */
export interface Entry {
  tokens: Token[]
  /** Index behind the line break that ends it. */
  end: number
  /** The entry begins with white space: its owner is that of the entry before. */
  indented: boolean
  /** Index of the `;` of a comment outside parentheses. */
  comment: number | undefined
}

/**
 * Reads one entry of a master file. Throws `unterminated_string`, `unbalanced_parentheses`, `missing_space`.
 * Columns are indexes in the whole `text`.
 */
export function readEntry(text: string, start: number): Entry {
  const entry: Entry = { tokens: [], end: text.length, indented: isBlank(text.charCodeAt(start)), comment: undefined }
  let open = -1
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isBlank(code)) at++
    else if (code === lineBreak) {
      at++
      if (open < 0) {
        entry.end = at
        break
      }
    } else if (code === semicolon) {
      if (open < 0) entry.comment = at
      at = lineEnd(text, at)
    } else if (code === openParenthesis) {
      if (open >= 0) throw unbalanced(at)
      open = at++
    } else if (code === closeParenthesis) {
      if (open < 0) throw unbalanced(at)
      open = -1
      at++
    } else at = readToken(text, at, entry.tokens)
  }
  if (open >= 0) throw unbalanced(open)
  return entry
}

/**
 * The tokens of one record's data. They may go over lines inside parentheses only. A `;` outside quotes and parentheses is
 * refused: it would begin a comment in a master file, and what follows it would be lost.
 *
 * Throws `unexpected_line_break`, `unquoted_semicolon`, and what `readEntry` throws.
 */
export function tokenize(text: string): Token[] {
  const { tokens, end, comment } = readEntry(text, 0)
  if (comment !== undefined) {
    throw new DnsError('unquoted_semicolon', 'a ; begins a comment: put the value in quotes', comment)
  }
  if (end < text.length && text.slice(end).trim() !== '') {
    throw new DnsError('unexpected_line_break', 'one record was expected', end - 1)
  }
  return tokens
}

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

const lineBreak = 0x0a
const quote = 0x22
const openParenthesis = 0x28
const closeParenthesis = 0x29
const semicolon = 0x3b
const equals = 0x3d
const backslash = 0x5c

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Adds the token at `at` and returns the index behind it. */
function readToken(text: string, at: number, tokens: Token[]): number {
  const quoted = text.charCodeAt(at) === quote
  const end = quoted ? closingQuote(text, at) : wordEnd(text, at)
  tokens.push({ text: text.slice(quoted ? at + 1 : at, end), quoted, column: at })
  return quoted ? end + 1 : end
}

/** Index of the quote that ends the string begun at `at`. */
function closingQuote(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === backslash) index++
    else if (code === lineBreak) break
    else if (code === quote) return endOfString(text, index)
  }
  throw new DnsError('unterminated_string', 'the closing quote is missing', at)
}

function endOfString(text: string, at: number): number {
  const next = text.charCodeAt(at + 1)
  if (at + 1 < text.length && next !== quote && !endsWord(next)) throw missingSpace('after the closing quote', at + 1)
  return at
}

function wordEnd(text: string, at: number): number {
  let index = at
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === backslash) index++
    else if (code === quote) {
      if (text.charCodeAt(index - 1) !== equals) throw missingSpace('before the opening quote', index)
      index = closingQuote(text, index)
    } else if (endsWord(code)) break
  }
  return Math.min(index, text.length)
}

function endsWord(code: number): boolean {
  if (code > semicolon) return false
  return (
    isBlank(code) || code === lineBreak || code === openParenthesis || code === closeParenthesis || code === semicolon
  )
}

function missingSpace(where: string, column: number): DnsError {
  return new DnsError('missing_space', `a space was expected ${where}`, column)
}

function unbalanced(column: number): DnsError {
  return new DnsError('unbalanced_parentheses', 'parentheses must be paired, and not stand inside each other', column)
}
