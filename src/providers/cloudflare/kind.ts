import { ProviderError, type ProviderKind } from '../provider.ts'
import { canonicalSet } from './canonical.ts'
import { cloudflareCapabilities } from './capabilities.ts'
import { createCloudflareProvider } from './provider.ts'
import { auditSet } from './quirks.ts'
import { type CloudflareSettings, checkCloudflareSettings, cloudflareSettings } from './settings.ts'

/** Zones at Cloudflare, which are made there and bound here. */
export const cloudflareKind: ProviderKind<CloudflareSettings> = {
  id: 'cloudflare',
  label: 'Cloudflare',
  settings: cloudflareSettings,
  capabilities: cloudflareCapabilities,
  canonical: canonicalSet,
  audit: auditSet,
  checkSettings: checkCloudflareSettings,
  open(settings, io) {
    const [problem] = checkCloudflareSettings(settings)
    if (problem !== undefined) throw new ProviderError({ code: 'auth', message: problem.message })
    return createCloudflareProvider(settings, io)
  },
}
