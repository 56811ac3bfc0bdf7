import { ProviderError, type ProviderKind } from '../provider.ts'
import { powerDnsCapabilities } from './capabilities.ts'
import { createPowerDnsProvider } from './provider.ts'
import { auditSet } from './quirks.ts'
import { checkPowerDnsSettings, type PowerDnsSettings, powerDnsSettings, readPowerDnsSettings } from './settings.ts'

/** Zones on a PowerDNS Authoritative Server 4.x or 5.x, through its HTTP API. */
export const powerDnsKind: ProviderKind<PowerDnsSettings> = {
  id: 'powerdns',
  label: 'PowerDNS',
  settings: powerDnsSettings,
  capabilities: powerDnsCapabilities,
  audit: auditSet,
  checkSettings: checkPowerDnsSettings,
  open(settings, io) {
    const [problem] = checkPowerDnsSettings(settings)
    if (problem !== undefined) throw new ProviderError({ code: 'auth', message: problem.message })
    return createPowerDnsProvider(readPowerDnsSettings(settings), io)
  },
}
