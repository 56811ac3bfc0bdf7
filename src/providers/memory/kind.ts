import type { Capabilities, ProviderKind } from '../provider.ts'
import { type Clock, systemClock } from '../wrappers/clock.ts'
import type { Faults } from './faults.ts'
import { createMemoryProvider } from './provider.ts'
import { createMemoryService, type MemoryService } from './service.ts'

/** The account's name; without one each workspace has its own. */
export interface MemorySettings {
  account?: string
  workspaceId?: number
}

export interface MemoryOptions {
  faults?: Faults
  /** Where the kind differs from a plain one. */
  capabilities?: Partial<Capabilities>
  /** How many sets a read gives in one request. */
  pageSize?: number
  clock?: Clock
}

export interface MemoryKind extends ProviderKind<MemorySettings> {
  readonly service: MemoryService
}

/** A service that lives in memory and fails as it is told to: for tests and benches, and offered by no installation. */
export function memoryKind({
  faults,
  capabilities,
  pageSize = Infinity,
  clock = systemClock,
}: MemoryOptions = {}): MemoryKind {
  const service = createMemoryService(clock, faults)
  const abilities = { ...plainCapabilities, ...capabilities }
  return {
    id: 'memory',
    label: 'Memory',
    settings: [{ name: 'account', label: 'Account', required: false, secret: false }],
    capabilities: abilities,
    service,
    open: ({ account, workspaceId = 0 }) =>
      createMemoryProvider({
        service,
        account: account ?? `workspace-${workspaceId}`,
        capabilities: abilities,
        pageSize,
      }),
  }
}

const plainCapabilities: Capabilities = {
  types: 'all',
  ttl: { min: 0, max: 2 ** 31 - 1 },
  alias: 'none',
  proxied: [],
  variants: false,
  flattensApexCname: false,
  apexNs: 'read',
  maxValuesPerSet: 400,
  txt: { maxValue: 60_000 },
  granularity: 'rrset',
  batch: { maxChanges: 1000, limits: {}, weigh: () => ({}), atomic: true },
  rate: 'unlimited',
  precondition: 'exact',
  ledger: false,
}
