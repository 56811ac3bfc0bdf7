import type { Name } from './rrset.ts'

/** The labels as they stand in canonical text, escapes kept; none for the root. */
export function labelsOf(name: Name): string[] {
  if (name === '.') return []
  if (!name.includes('\\')) return name.slice(0, -1).split('.')
  return name.match(/(?:[^.\\]|\\\d{3}|\\.)+/gs) ?? []
}

/** The name without its first label; the root's parent is the root. */
export function parentOf(name: Name): Name {
  if (name === '.') return name
  const dot = name.includes('\\') ? labelsOf(name)[0]!.length : name.indexOf('.')
  return dot === name.length - 1 ? '.' : name.slice(dot + 1)
}

/** Whether the name is the zone's or below it. */
export function isWithin(name: Name, zone: Name): boolean {
  if (zone === '.' || name === zone) return true
  if (!name.endsWith(zone) || name[name.length - zone.length - 1] !== '.') return false
  return !isEscaped(name, name.length - zone.length - 1)
}

/** A character is escaped if an odd number of backslashes stands before it: each pair is a backslash of its own. */
function isEscaped(name: Name, at: number): boolean {
  let first = at
  while (name[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}

/** Whether the first label is `*` (RFC 4592 §2.1.1). */
export function isWildcard(name: Name): boolean {
  return name.startsWith('*.')
}

/** The name as written inside the zone: `@` for the zone's own, `www` below it; a name that isn't within stays as it is. */
export function relativeName(name: Name, zone: Name): string {
  if (name === zone) return '@'
  if (!isWithin(name, zone)) return name
  return name.slice(0, zone === '.' ? -1 : -zone.length - 1)
}

/** `www.example.com`; the root stays `.`. */
export function nameWithoutFinalDot(name: Name): string {
  return name === '.' ? name : name.slice(0, -1)
}

/**
 * Whether hosts may have the name: letters, digits and inner hyphens (RFC 952, RFC 1123 §2.1), the first label `*` allowed for.
 * The root is none.
 */
export function isHostname(name: Name): boolean {
  return /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+$/.test(name) || name === '*.'
}
