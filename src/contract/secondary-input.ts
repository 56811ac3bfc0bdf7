import { groupsToBytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from '../dns/address.ts'
import { base64Bytes } from '../dns/encodings.ts'
import { isHostname, parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import { readDns } from './dns-input.ts'
import { domainProblems } from './domain-name.ts'
import { networkProblems } from './networks.ts'

/** Shorter ones are guessed sooner than a key is worth; RFC 8945 §8 wants as many as the MAC has. */
const fewestSecretBytes = 16

/** The names of its records begin with a label of 32 characters and `zones`. */
const longestCatalogName = 200

/** What a schema can't say of a secondary. Takes input that nothing has checked. */
export function secondaryProblems(body: unknown): Problem[] {
  const { address, hostname, transferFrom, tsig } = fieldsOf(body)
  return [
    ...textProblems('address', address, addressProblems),
    ...textProblems('hostname', hostname, hostnameProblems),
    ...(Array.isArray(transferFrom) ? transferFrom : []).flatMap((network, index) =>
      textProblems(`transferFrom[${index}]`, network, networkProblems),
    ),
    ...textProblems('tsig.name', fieldsOf(tsig).name, keyNameProblems),
    ...textProblems('tsig.secret', fieldsOf(tsig).secret, secretProblems),
  ]
}

/** What a schema can't say of a catalog zone's domain. */
export function catalogZoneProblems(body: unknown): Problem[] {
  return textProblems('domain', fieldsOf(body).domain, (path, text) => {
    const problems = domainProblems(path, text)
    if (problems.length > 0 || text.length <= longestCatalogName) return problems
    const message = `has ${longestCatalogName} characters at most, as there are names below it`
    return [{ path, code: 'name_too_long', message }]
  })
}

/** The form in which the system gives addresses: IPv6 as RFC 5952 §4 has it, and IPv4 never as IPv6. */
export function canonicalAddress(text: string): string {
  const groups = ipv6Groups(text)
  if (groups === undefined) return text
  const bytes = groupsToBytes(groups)
  const isMapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff
  return isMapped ? ipv4Text(Uint8Array.from(bytes.slice(12))) : ipv6Text(groups)
}

/** What a schema can't say of a zone's name servers. */
export function nameServerProblems(body: unknown): Problem[] {
  const { nameServers } = fieldsOf(body)
  if (!Array.isArray(nameServers)) return []
  const problems = nameServers.flatMap((name, index) => textProblems(`nameServers[${index}]`, name, hostnameProblems))
  const names = nameServers.map(name => String(name).toLowerCase().replace(/\.$/, ''))
  if (problems.length > 0 || new Set(names).size === names.length) return problems
  return [{ path: 'nameServers', code: 'duplicate_value', message: 'names a server twice' }]
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textProblems(
  path: string,
  value: unknown,
  problemsOf: (path: string, text: string) => readonly Problem[],
): Problem[] {
  return typeof value === 'string' ? [...problemsOf(path, value)] : []
}

function addressProblems(path: string, text: string): Problem[] {
  if (isIpv4(text) || ipv6Groups(text) !== undefined) return []
  return [{ path, code: 'invalid_address', message: `“${text}” is no address, such as 192.0.2.53 or 2001:db8::53` }]
}

function hostnameProblems(path: string, text: string): Problem[] {
  const read = readDns(path, () => parseName(text))
  if (read.value === undefined) return [...read.problems]
  if (read.value !== '.' && isHostname(read.value)) return []
  return [{ path, code: 'not_a_host_name', message: `“${text}” is not the name of a host` }]
}

function keyNameProblems(path: string, text: string): Problem[] {
  const read = readDns(path, () => parseName(text))
  if (read.value === undefined) return [...read.problems]
  return read.value === '.' ? [{ path, code: 'invalid_key_name', message: 'the name of a key is not empty' }] : []
}

function secretProblems(path: string, text: string): Problem[] {
  const bytes = base64Bytes(text)
  if (bytes !== undefined && bytes.length >= fewestSecretBytes) return []
  const message = `must be ${fewestSecretBytes} bytes or more, in base64 with its padding`
  return [{ path, code: 'invalid_secret', message }]
}
