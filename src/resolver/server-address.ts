import { isIP } from 'node:net'

/** Where a name server answers. */
export interface ServerAddress {
  /** IPv4 or IPv6, the latter without brackets. */
  address: string
  port: number
}

/** Name servers answer here (RFC 1035 §4.2). */
export const dnsPort = 53

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`; undefined for anything else, host names among them. */
export function parseServerAddress(text: string): ServerAddress | undefined {
  if (isIP(text)) return { address: text, port: dnsPort }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  const port = digits === undefined ? dnsPort : Number(digits)
  const family = bracketed === undefined ? 4 : 6
  return isIP(address) === family && port >= 1 && port <= 65_535 ? { address, port } : undefined
}

export function isSameServer(one: ServerAddress, other: ServerAddress): boolean {
  return one.address === other.address && one.port === other.port
}

/** As people write it. */
export function serverText({ address, port }: ServerAddress): string {
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`
}
