/** Index of the first character from `at` on that isn't white space. */
export function skipBlanks(text: string, at: number): number {
  let index = at
  while (isBlank(text.charCodeAt(index))) index++
  return index
}

/** Index behind the word at `at`; an escaped space belongs to the word. */
export function wordEnd(text: string, at: number): number {
  let index = at
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (isBlank(code)) break
    if (code === 0x5c) index++
  }
  return Math.min(index, text.length)
}

/** The text from `at` on, white space at the end left out. */
export function restOf(text: string, at: number): string {
  let end = text.length
  while (end > at && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(at, end)
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}
