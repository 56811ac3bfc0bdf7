import { DnsError } from './problem.ts'
import { readName } from './zone-file-fields.ts'
import { readGenerate } from './zone-file-generate.ts'
import type { ZoneFileState } from './zone-file-state.ts'
import { parseTtl } from './zone-file-ttl.ts'
import { skipBlanks, wordEnd } from './zone-file-words.ts'

/**
 * Reads an entry that begins with `$`. Throws `include_not_allowed`, `unknown_directive`, `missing_field`,
 * `unexpected_field`, and what names, TTLs and `$GENERATE` throw.
 */
export function readDirective(entry: string, line: number, state: ZoneFileState): void {
  const end = wordEnd(entry, 0)
  const word = entry.slice(0, end).toUpperCase()
  if (word === '$ORIGIN') readOrigin(entry, end, state)
  else if (word === '$TTL') readDefaultTtl(entry, end, state)
  else if (word === '$GENERATE') readGenerate(entry, end, line, state)
  else throw refused(word)
}

function refused(word: string): DnsError {
  if (word === '$INCLUDE')
    return new DnsError('include_not_allowed', 'other files are not read: put their text here', 0)
  return new DnsError('unknown_directive', `${word} is no directive; a name that begins with $ is written \\$`, 0)
}

function readOrigin(entry: string, start: number, state: ZoneFileState): void {
  const { origin } = state
  state.origin = 'lost'
  const { text, at } = onlyWord(entry, start, 'a name')
  state.origin = readName(text, at, origin)
}

function readDefaultTtl(entry: string, start: number, state: ZoneFileState): void {
  state.defaultTtl = 'lost'
  const { text, at } = onlyWord(entry, start, 'a TTL')
  state.defaultTtl = parseTtl(text, at)
}

function onlyWord(entry: string, start: number, what: string): { text: string; at: number } {
  const at = skipBlanks(entry, start)
  const end = wordEnd(entry, at)
  if (at === end) throw new DnsError('missing_field', `${what} was expected`, at)
  const next = skipBlanks(entry, end)
  if (next < entry.length) throw new DnsError('unexpected_field', `nothing may follow ${what}`, next)
  return { text: entry.slice(at, end), at }
}
