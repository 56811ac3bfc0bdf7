import { AppError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'

/** Deepest nesting of arrays and objects in a body; no request of the API needs more than six. */
const maxDepth = 32

/**
 * Reads a JSON body; an empty one is undefined. What JSON.parse lets pass silently is refused: bytes that aren't UTF-8, a key
 * twice in one object (RFC 8259 §4 leaves open which one counts), and nesting without end.
 */
export function readJsonBody(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  if (text.trim() === '') return undefined
  const value = parseJson(text)
  const problems = duplicateKeys(text)
  if (problems.length === 0) return value
  throw new AppError('invalid_json', 'The body has a key twice in one object.', { details: problems })
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('invalid_json', 'The body is not UTF-8.', { cause })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid_json', `The body is not JSON: ${(cause as Error).message}.`, { cause })
  }
}

/** Keys that stand twice in one object. The text is known to be JSON, so a string before a colon is a key. */
function duplicateKeys(text: string): Problem[] {
  const problems: Problem[] = []
  const open: Set<string>[] = []
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '{' || character === '[') open.push(new Set())
    else if (character === '}' || character === ']') open.pop()
    if (open.length > maxDepth) throw new AppError('invalid_json', `The body is nested deeper than ${maxDepth} levels.`)
    if (character !== '"') continue
    const end = endOfString(text, index)
    const keys = open.at(-1)
    if (keys !== undefined && isKey(text, end)) {
      const key = JSON.parse(text.slice(index, end)) as string
      if (keys.has(key)) problems.push({ path: key, code: 'duplicate_key', message: 'is there twice in one object' })
      keys.add(key)
    }
    index = end - 1
  }
  return problems
}

/** Index after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index + 1
}

function isKey(text: string, end: number): boolean {
  let index = end
  while (/\s/.test(text[index] ?? '')) index++
  return text[index] === ':'
}
