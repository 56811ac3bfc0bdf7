import { DnsError } from './problem.ts'

/**
 * A label with characters beyond ASCII as its A-label, by UTS #46 (non-transitional), which the global `URL` of browsers and
 * Node applies to hosts. `URL` would also take ports, paths and percent signs out of the text, so ASCII characters must be
 * those of host names and `_`. Throws `invalid_idn`.
 */
export function labelToAscii(label: string, column: number): string {
  const ascii = /^[A-Za-z0-9_\-\u0080-\u{10ffff}]+$/u.test(label) ? hostOf(label) : undefined
  if (ascii === undefined) {
    throw new DnsError('invalid_idn', `“${label}” is no internationalized label (UTS #46)`, column)
  }
  return ascii
}

/** The label stands before `.a`, since a host that ends in a number would be read as an IPv4 address. */
function hostOf(label: string): string | undefined {
  const url = URL.canParse(`http://${label}.a/`) ? new URL(`http://${label}.a/`) : undefined
  return url === undefined ? undefined : /^([a-z0-9_-]+)\.a$/.exec(url.hostname)?.[1]
}
