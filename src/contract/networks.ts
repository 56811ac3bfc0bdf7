import { groupsToBytes, ipv4Bytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from '../dns/address.ts'
import type { Problem } from '../dns/problem.ts'

/** Networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), which the grants of a key may narrow its use to. */

interface Network {
  bytes: readonly number[]
  prefix: number
}

/** What is wrong with a network as a person wrote it. A single address is a network of its own. */
export function networkProblems(path: string, text: string): Problem[] {
  const network = readNetwork(text)
  if (network === undefined) {
    const message = `“${text}” is no network, such as 192.0.2.0/24 or 2001:db8::/32`
    return [{ path, code: 'invalid_network', message }]
  }
  const masked = textOf(mask(network))
  if (masked === textOf(network)) return []
  return [
    {
      path,
      code: 'invalid_network',
      message: `“${text}” has bits behind its prefix; the network is ${masked}`,
    },
  ]
}

/** As it is kept, with the length of its prefix: `192.0.2.1` is `192.0.2.1/32`. */
export function canonicalNetwork(text: string): string {
  const network = readNetwork(text)
  return network === undefined ? text : textOf(network)
}

/** Whether an address is in one of the networks. An IPv4 address that came in as IPv6 (RFC 4291 §2.5.5.2) is the IPv4 one. */
export function isInNetworks(address: string | null, networks: readonly string[]): boolean {
  const bytes = address === null ? undefined : readAddress(address)
  if (bytes === undefined) return false
  return networks.some(text => {
    const network = readNetwork(text)
    return network !== undefined && holds(network, bytes)
  })
}

function holds(network: Network, bytes: readonly number[]): boolean {
  if (network.bytes.length !== bytes.length) return false
  const own = mask({ bytes, prefix: network.prefix })
  return own.bytes.every((byte, index) => byte === network.bytes[index])
}

function readNetwork(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/')
  const bytes = rest.length === 0 ? bytesOf(address) : undefined
  if (bytes === undefined) return undefined
  if (length === undefined) return { bytes, prefix: bytes.length * 8 }
  const prefix = /^(0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN
  return prefix <= bytes.length * 8 ? { bytes, prefix } : undefined
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

function readAddress(text: string): readonly number[] | undefined {
  const bytes = bytesOf(text)
  const isMapped = bytes?.length === 16 && mappedPrefix.every((byte, index) => bytes[index] === byte)
  return isMapped ? bytes?.slice(12) : bytes
}

function bytesOf(text: string): readonly number[] | undefined {
  if (isIpv4(text)) return ipv4Bytes(text)
  const groups = ipv6Groups(text)
  return groups && groupsToBytes(groups)
}

function mask({ bytes, prefix }: Network): Network {
  return { prefix, bytes: bytes.map((byte, index) => byte & maskByte(prefix - index * 8)) }
}

/** The mask of a byte that so many bits of the prefix are left for. */
function maskByte(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : 256 - 2 ** (8 - bits)
}

function textOf({ bytes, prefix }: Network): string {
  const address = bytes.length === 4 ? ipv4Text(Uint8Array.from(bytes)) : ipv6Text(groupsOf(bytes))
  return `${address}/${prefix}`
}

function groupsOf(bytes: readonly number[]): number[] {
  return Array.from({ length: 8 }, (_, index) => bytes[index * 2]! * 256 + bytes[index * 2 + 1]!)
}
