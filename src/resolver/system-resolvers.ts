import { getServers } from 'node:dns'
import { parseServerAddress, type ServerAddress } from './server-address.ts'

/** Those that the system is set to (`/etc/resolv.conf`). */
export function systemResolvers(): ServerAddress[] {
  return getServers().flatMap(text => parseServerAddress(text) ?? [])
}
