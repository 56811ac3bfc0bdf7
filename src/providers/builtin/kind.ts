import { type Capabilities, ProviderError, type ProviderKind } from '../provider.ts'
import type { BuiltinBacking } from './backing.ts'
import { createBuiltinProvider } from './provider.ts'

/** Nothing a user types in: the connection's workspace, given by whoever opens it. */
export interface BuiltinSettings {
  workspaceId: number
}

/** Zoneplane's own store and name server as a provider. */
export function builtinKind(backing: BuiltinBacking): ProviderKind<BuiltinSettings> {
  return {
    id: 'builtin',
    label: 'Built-in name server',
    settings: [],
    capabilities,
    open(settings, io) {
      if (!Number.isInteger(settings?.workspaceId)) {
        throw new ProviderError({ code: 'auth', message: 'the built-in provider is opened for one workspace' })
      }
      return createBuiltinProvider(backing, settings, io)
    },
  }
}

const capabilities: Capabilities = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'read',
  maxValuesPerSet: 400,
  /** What fits into a DNS message beside a name (RFC 1035 §4.2.2: 65,535 bytes), with room for the rest of the answer. */
  txt: { maxValue: 60_000 },
  granularity: 'rrset',
  /** One transaction each, so short enough that other writers needn't wait long. */
  batch: { maxChanges: 10_000, limits: {}, weigh: () => ({}), atomic: true },
  rate: 'unlimited',
  precondition: 'exact',
  ledger: true,
}
