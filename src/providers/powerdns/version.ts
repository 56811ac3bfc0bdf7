import type { Call } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { unreadableError } from './errors.ts'

/** What depends on the server's version. */
export interface ServerAbilities {
  /** Reads at a name have records that are disabled: since 5.0.0, and never before. */
  readsDisabledByName: boolean
  /** `EXTEND` and `PRUNE`: since 4.9.12 and 5.0.2. */
  changesValues: boolean
}

export async function readAbilities(client: PowerDnsClient, call: Call | undefined): Promise<ServerAbilities> {
  const { value } = await client.request('GET', '', {}, call)
  if (typeof value !== 'object' || value === null || !('version' in value)) throw unreadableError('no version', 200)
  return abilitiesOf(String(value.version))
}

/** Versions such as `4.9.12` and `5.0.0-alpha1`. What was built from the middle of development counts as old. */
export function abilitiesOf(version: string): ServerAbilities {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? []
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number)
  const since = (...wanted: [number, number, number]) => compare([major, minor, patch], wanted) >= 0
  return {
    readsDisabledByName: since(5, 0, 0),
    changesValues: since(5, 0, 2) || (major === 4 && since(4, 9, 12)),
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((number, at) => number !== other[at])
  return index === -1 ? 0 : one[index]! - other[index]!
}
