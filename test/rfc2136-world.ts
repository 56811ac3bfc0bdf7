import { onTestFinished } from 'vitest'
import type { RRset } from '../src/dns/rrset.ts'
import type { Change, Outcome } from '../src/plan/types.ts'
import { type Provider, ProviderError, type RemoteZone } from '../src/providers/provider.ts'
import { rfc2136Kind } from '../src/providers/rfc2136/kind.ts'
import type { Rfc2136Settings } from '../src/providers/rfc2136/settings.ts'
import { createDnsClient } from '../src/resolver/create-dns-client.ts'
import type { TsigAlgorithm } from '../src/tsig/tsig-key.ts'
import type { DnsServer, ServedZone } from './servers/dns-server.ts'
import { findProgram } from './servers/find-program.ts'
import { startPdnsPrimary } from './servers/pdns-primary.ts'
import {
  emptyZone,
  keyText,
  type PrimaryOptions,
  startBindPrimary,
  startKnotPrimary,
  testKey,
} from './servers/primary.ts'
import { testIo } from './test-io.ts'

/** The servers that take updates, by the program that each is. */
export const primaries = {
  named: startBindPrimary,
  knotd: startKnotPrimary,
  pdns_server: startPdnsPrimary,
} as const

export type Program = keyof typeof primaries
export const programs = Object.keys(primaries) as Program[]

/** A server with the zone `example.com`, and the provider that keeps it. */
export interface Rfc2136World {
  server: DnsServer
  settings: Rfc2136Settings
  provider: Provider
  zone: RemoteZone
  /** Opened with other settings, or at another time. */
  open(settings?: Partial<Rfc2136Settings>, now?: () => number): Provider
  apply(...batch: Change[]): Promise<Outcome[]>
  /** Sets by `name type`, without the final dot. */
  read(provider?: Provider): Promise<Map<string, RRset>>
}

export const zone: RemoteZone = { hostedZoneId: 'example.com', name: 'example.com.', nameServers: [] }

/** Ends with the test. */
export async function startRfc2136World(
  program: Program,
  options: Partial<Omit<PrimaryOptions, 'updateKey'>> & { zone?: ServedZone; algorithm?: TsigAlgorithm } = {},
): Promise<Rfc2136World> {
  const { zone: served = emptyZone('example.com.'), algorithm = 'hmac-sha512', ...others } = options
  const updateKey = testKey('update', algorithm)
  const transferKey = testKey('transfer')
  const server = await primaries[program](findProgram(program)!, { zones: [served], updateKey, transferKey, ...others })
  onTestFinished(() => server.stop())
  const settings: Rfc2136Settings = {
    server: server.host,
    port: server.port,
    tsig: keyText(updateKey),
    transferTsig: keyText(transferKey),
    zones: ['example.com'],
  }
  const open: Rfc2136World['open'] = (changed = {}, now = Date.now) => {
    const dns = createDnsClient({ isAllowed: () => true, now })
    return rfc2136Kind.open({ ...settings, ...changed }, { ...testIo(), dns })
  }
  const provider = open()
  return {
    server,
    settings,
    provider,
    zone,
    open,
    apply: async (...batch) => (await provider.apply(zone, batch)).outcomes,
    async read(from = provider) {
      const sets = await Array.fromAsync(from.rrsets(zone))
      return new Map(sets.map(set => [`${set.name.slice(0, -1)} ${set.type}`, set]))
    },
  }
}

export async function failureOf(work: Promise<unknown>): Promise<ProviderError['failure']> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProviderError) return error.failure
  throw error
}

export function set(name: string, type: string, ...records: string[]): RRset {
  return { name: name === '@' ? 'example.com.' : `${name}.example.com.`, type, ttl: 300, records }
}

export const create = (after: RRset): Change => ({ op: 'create', after })

/** Throws what a write has come to where that is no success. */
export async function sent(work: ReturnType<Provider['apply']>): Promise<void> {
  for (const outcome of (await work).outcomes) if ('failure' in outcome) throw new ProviderError(outcome.failure)
}
