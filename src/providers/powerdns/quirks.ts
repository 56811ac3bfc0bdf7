import { labelsOf, nameWithoutFinalDot } from '../../dns/name.ts'
import type { Problem } from '../../dns/problem.ts'
import type { Name, RRset } from '../../dns/rrset.ts'

/** What PowerDNS would refuse, though DNS has it. */
export function auditSet(set: RRset): Problem[] {
  return [...unsupportedName(set)]
}

/**
 * Owners have letters, digits, `-`, `_` and `/`, and `*` as their first label alone. Names in values may have any characters.
 * 2026-08: https://github.com/PowerDNS/pdns/blob/master/pdns/ws-api.cc (apiCheckQNameAllowedCharacters)
 */
function unsupportedName({ name }: RRset): Problem[] {
  if (isSupported(name)) return []
  const message = `PowerDNS takes letters, digits, -, _ and / in names, and * as the first label only, not ${nameWithoutFinalDot(name)}`
  return [{ path: 'name', code: 'unsupported_name', message }]
}

function isSupported(name: Name): boolean {
  const [first = '', ...rest] = labelsOf(name)
  return [...(first === '*' ? [] : [first]), ...rest].every(label => /^[a-z0-9_/-]*$/.test(label))
}
