import { isWithin, parseName } from '../dns/name.ts'
import { DnsError } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'

/**
 * The name of a record set as requests write it: `@` for the zone's own name, a name relative to the zone, or a full one
 * inside it, with or without the final dot. So in `example.com.` both `www` and `www.example.com` are `www.example.com.`,
 * and `notexample.com`, which is no name of the zone, is `notexample.com.example.com.`.
 *
 * Throws DnsError; `name_outside_zone` for a name that ends in a dot and lies elsewhere.
 */
export function ownerName(text: string, zone: Name): Name {
  if (text === '@') return zone
  const absolute = parseName(text)
  if (isWithin(absolute, zone)) return absolute
  const relative = parseName(text, zone)
  if (relative !== absolute) return relative
  throw new DnsError('name_outside_zone', `${text} is not in the zone ${zone}`)
}
