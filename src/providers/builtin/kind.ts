import { ProviderError, type ProviderKind } from '../provider.ts'
import type { BuiltinBacking } from './backing.ts'
import { builtinCapabilities } from './capabilities.ts'
import { plainSet } from './plain-set.ts'
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
    capabilities: builtinCapabilities,
    canonical: plainSet,
    open(settings, io) {
      if (!Number.isInteger(settings?.workspaceId)) {
        throw new ProviderError({ code: 'auth', message: 'the built-in provider is opened for one workspace' })
      }
      return createBuiltinProvider(backing, settings, io)
    },
  }
}
