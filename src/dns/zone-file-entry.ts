import { DnsError } from './problem.ts'
import { readDirective } from './zone-file-directives.ts'
import { addRecord, readName, readRdata } from './zone-file-fields.ts'
import { readHead } from './zone-file-head.ts'
import type { ZoneFileState } from './zone-file-state.ts'
import { isBlank, restOf, skipBlanks, wordEnd } from './zone-file-words.ts'

/**
 * Reads one entry, its comments and parentheses blanked out, and adds to the state's batch what it gives. Throws DnsError
 * with the column in `entry`.
 */
export function readZoneFileEntry(entry: string, line: number, state: ZoneFileState): void {
  const first = entry.charCodeAt(0)
  if (first === 0x24) readDirective(entry, line, state)
  else if (skipBlanks(entry, 0) < entry.length) readRecord(entry, line, state)
}

function readRecord(entry: string, line: number, state: ZoneFileState): void {
  const at = isBlank(entry.charCodeAt(0)) ? 0 : wordEnd(entry, 0)
  if (at > 0) readOwner(entry.slice(0, at), state)
  const { type, ttl, rdataAt } = readHead(entry, at, state)
  const rdata = readRdata(type, restOf(entry, rdataAt), rdataAt, state.origin)
  const { owner } = state
  if (owner === undefined) {
    throw new DnsError('missing_owner', 'the first record must name its owner', skipBlanks(entry, 0))
  }
  addRecord(state, owner, type, ttl, rdata, line, skipBlanks(entry, 0))
}

function readOwner(text: string, state: ZoneFileState): void {
  state.owner = 'lost'
  state.owner = readName(text, 0, state.origin)
}
