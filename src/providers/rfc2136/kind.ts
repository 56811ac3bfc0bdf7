import type { ProviderKind } from '../provider.ts'
import { rfc2136Capabilities } from './capabilities.ts'
import { createRfc2136Provider } from './provider.ts'
import { auditSet } from './server-made.ts'
import { adviseRfc2136Settings, checkRfc2136Settings, type Rfc2136Settings, rfc2136Settings } from './settings.ts'

/** Zones on any name server that takes signed updates and transfers, such as BIND, Knot, PowerDNS and Windows DNS. */
export const rfc2136Kind: ProviderKind<Rfc2136Settings> = {
  id: 'rfc2136',
  label: 'DNS UPDATE (RFC 2136)',
  settings: rfc2136Settings,
  capabilities: rfc2136Capabilities,
  audit: auditSet,
  checkSettings: checkRfc2136Settings,
  adviseSettings: adviseRfc2136Settings,
  open: createRfc2136Provider,
}
