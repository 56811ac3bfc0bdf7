/** Where one entry of a zone file stands in the text: a line, or several that parentheses hold together. */
export interface EntryScan {
  /** Index behind the entry's last character, its final comment left out. */
  contentEnd: number
  /** Index behind its line break. */
  next: number
  /** Pairs of indexes, from and to, of what only parts words: parentheses, and the comments and line breaks inside them. */
  gaps: number[] | undefined
}

/** An entry that can't be read, and what is wrong at which index. */
export interface BadEntry {
  code: 'unbalanced_parentheses' | 'unterminated_string' | 'entry_too_long'
  message: string
  at: number
  /** Where reading goes on; behind the text's end where the line that is given up goes on there. */
  next: number
}

/**
 * The characters an entry may have. Data of 65,535 bytes, each as `\DDD`, take half as many; and a parenthesis that is never
 * closed keeps no more than this in memory.
 */
export const entryLimit = 0x80000

const lineBreak = 0x0a
const quote = 0x22
const openParenthesis = 0x28
const closeParenthesis = 0x29
const semicolon = 0x3b
const backslash = 0x5c

/** Finds the end of the entry at `start`; undefined where the text, which isn't the file's last, ends before the entry. */
export function scanEntry(text: string, start: number, isLast: boolean): EntryScan | BadEntry | undefined {
  const { length } = text
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code > semicolon) {
      if (code === backslash) at = escapeEnd(text, at)
    } else if (code === lineBreak) return lineOf(text, start, at, at)
    else if (code === semicolon) {
      const end = text.indexOf('\n', at)
      return end < 0 ? unfinished(text, start) : lineOf(text, start, at, end)
    } else if (code === quote) {
      const end = closingQuote(text, at)
      if (text.charCodeAt(end) !== quote) return end < length ? unterminated(text, at) : unfinished(text, start)
      at = end
    } else if (code === openParenthesis) return scanGroup(text, start, at, isLast)
    else if (code === closeParenthesis) return unbalanced(text, at, 'a parenthesis is closed that was not opened')
  }
  return unfinished(text, start)
}

function lineOf(text: string, start: number, contentEnd: number, end: number): EntryScan | BadEntry {
  if (end - start > entryLimit) return tooLong(text, start)
  return { contentEnd, next: end + 1, gaps: undefined }
}

/**
 * Goes on with an entry from its first parenthesis. One inside another is refused: so the line that opens the next tells that
 * the last was forgotten to be closed, and since reading goes on with the line below it, no text is read more than twice.
 */
function scanGroup(text: string, start: number, first: number, isLast: boolean): EntryScan | BadEntry | undefined {
  const { length } = text
  const gaps = [first, first + 1]
  let open = first
  let problem: BadEntry | undefined
  for (let at = first + 1; at < length; at++) {
    if (at - start > entryLimit) break
    const code = text.charCodeAt(at)
    if (code === backslash) at = escapeEnd(text, at)
    else if (code === quote) {
      const end = closingQuote(text, at)
      if (text.charCodeAt(end) !== quote) problem ??= unterminated(text, at)
      at = text.charCodeAt(end) === quote ? end : end - 1
    } else if (code === semicolon || code === lineBreak) {
      const end = lineEnd(text, at)
      if (open < 0 && end === length) break
      if (open < 0) return { ...(problem ?? { contentEnd: at, gaps }), next: end + 1 }
      gaps.push(at, Math.min(end + 1, length))
      at = end
    } else if (code === openParenthesis || code === closeParenthesis) {
      const opens = code === openParenthesis
      if (opens !== open < 0) return unbalanced(text, opens ? open : at)
      gaps.push(at, at + 1)
      open = opens ? at : -1
    }
  }
  if (open >= 0 && (isLast || length - start > entryLimit)) return unbalanced(text, open)
  return unfinished(text, start)
}

function unfinished(text: string, start: number): BadEntry | undefined {
  return text.length - start > entryLimit ? tooLong(text, start) : undefined
}

/** The entry's text with a space for every character of its gaps, so that indexes stay what they are. */
export function entryText(text: string, start: number, { contentEnd, gaps }: EntryScan): string {
  if (gaps === undefined) return text.slice(start, contentEnd)
  let flat = ''
  let at = start
  for (let index = 0; index < gaps.length; index += 2) {
    const from = gaps[index]!
    const to = gaps[index + 1]!
    flat += text.slice(at, from) + ' '.repeat(to - from)
    at = to
  }
  return flat + text.slice(at, contentEnd)
}

/** Index of the quote that ends the string begun at `at`, of the line break before it, or of the end of the text. */
function closingQuote(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote || code === lineBreak) return index
    if (code === backslash) index = escapeEnd(text, index)
  }
  return text.length
}

/** Index of the escaped character; a line break can't be escaped. */
function escapeEnd(text: string, at: number): number {
  return text.charCodeAt(at + 1) === lineBreak ? at : at + 1
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function unterminated(text: string, at: number): BadEntry {
  return { code: 'unterminated_string', message: 'the closing quote is missing', at, next: lineEnd(text, at) + 1 }
}

function unbalanced(text: string, at: number, message = 'this parenthesis is never closed'): BadEntry {
  return { code: 'unbalanced_parentheses', message, at, next: lineEnd(text, at) + 1 }
}

function tooLong(text: string, at: number): BadEntry {
  const message = `an entry may have ${entryLimit} characters`
  return { code: 'entry_too_long', message, at, next: lineEnd(text, at) + 1 }
}
