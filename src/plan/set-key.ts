import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name, RecordType } from '../dns/rrset.ts'

/** What tells one record set from every other of its zone. */
export interface SetId {
  name: Name
  type: RecordType
  variant?: string
}

/** The identity of a set as one text, to key maps with. Names and types hold no blank, so two sets never share a key. */
export function setKey(set: SetId): string {
  return `${set.name} ${set.type} ${set.variant ?? ''}`
}

/** A set as messages to people name it: `www.example.com A`. */
export function setText({ name, type, variant }: SetId): string {
  const text = `${nameWithoutFinalDot(name)} ${type}`
  return variant === undefined ? text : `${text} (${variant})`
}
