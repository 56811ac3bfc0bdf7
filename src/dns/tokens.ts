import { DnsError } from './problem.ts'

/** A word or quoted string of a master file (RFC 1035 §5.1). */
export interface Token {
  /** As written, escapes kept, without the quotes around it. A quoted part after a `=` belongs to the word, quotes kept. */
  text: string
  quoted: boolean
  /** Index of the first character, the opening quote included, in the text it was read from. */
  column: number
}

/**
 * The tokens of one record's data. They may go over lines inside parentheses only, where comments may stand, too. A `;`
 * anywhere else outside quotes is refused: it would begin a comment in a master file, and what follows it would be lost.
 *
 * Throws `unterminated_string`, `missing_space`, `unbalanced_parentheses`, `unquoted_semicolon`, `unexpected_line_break`.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let open = -1
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (isBlank(code)) at++
    else if (code === openParenthesis) {
      if (open >= 0) throw unbalanced(at)
      open = at++
    } else if (code === closeParenthesis) {
      if (open < 0) throw unbalanced(at)
      open = -1
      at++
    } else if (code === lineBreak || code === semicolon) at = endOfLine(text, at, open >= 0)
    else at = readToken(text, at, tokens)
  }
  if (open >= 0) throw unbalanced(open)
  return tokens
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

/** Index behind the line whose rest, at `at`, is empty or a comment. A last empty line is no second record. */
function endOfLine(text: string, at: number, inParentheses: boolean): number {
  if (inParentheses) return text.indexOf('\n', at) + 1 || text.length
  if (text.charCodeAt(at) === semicolon) {
    throw new DnsError('unquoted_semicolon', 'a ; begins a comment: put the value in quotes', at)
  }
  if (text.slice(at).trim() === '') return text.length
  throw new DnsError('unexpected_line_break', 'one record was expected', at)
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
