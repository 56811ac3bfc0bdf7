import type { Name } from './rrset.ts'
import type { ZoneFileBatch, ZoneFileOptions } from './zone-file.ts'

/** Said of what could not be read: that was told once, and what depends on it is checked, but gives no record. */
export type Lost = 'lost'

/** What the entries of a zone file hand on to those below them. */
export interface ZoneFileState {
  origin: Name | Lost
  /** Of the last entry that named one. */
  owner: Name | Lost | undefined
  /** Of `$TTL`. */
  defaultTtl: number | Lost | undefined
  lastTtl: number | undefined
  /** How many more records `$GENERATE` may make. */
  generatable: number
  readonly zone: Name | undefined
  readonly fallbackTtl: number | undefined
  batch: ZoneFileBatch
}

/** For the whole file: one line must not make a file a thousand times as long as it is. A /16 network's worth. */
export const generateLimit = 65_536

/** Takes note that an entry could not be read at all; of `start`, its first characters, comes what it would have set. */
export function loseEntry(start: string, state: ZoneFileState): void {
  if (/^\$ORIGIN\s/i.test(start)) state.origin = 'lost'
  else if (/^\$TTL\s/i.test(start)) state.defaultTtl = 'lost'
  else if (/^[^\s;$]/.test(start)) state.owner = 'lost'
}

export function startingState({ origin, zone, defaultTtl }: ZoneFileOptions): ZoneFileState {
  return {
    origin: origin ?? zone ?? '.',
    owner: undefined,
    defaultTtl: undefined,
    lastTtl: undefined,
    generatable: generateLimit,
    zone,
    fallbackTtl: defaultTtl,
    batch: { records: [], problems: [] },
  }
}
