import { compareNames } from '../dns/name.ts'
import type { SetId } from '../plan/set-key.ts'

/** The order in which sets are shown: of names (RFC 4034 §6.1), then types, then variants. */
export function compareSets(one: SetId, other: SetId): number {
  return (
    compareNames(one.name, other.name) ||
    compareTexts(one.type, other.type) ||
    compareTexts(one.variant ?? '', other.variant ?? '')
  )
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}
