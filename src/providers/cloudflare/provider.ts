import { type Provider, ProviderError, type ProviderIo } from '../provider.ts'
import type { CloudflareSettings } from './settings.ts'

export function createCloudflareProvider(_settings: CloudflareSettings, _io: ProviderIo): Provider {
  throw new ProviderError({ code: 'unavailable', message: 'Cloudflare zones cannot be reached yet' })
}
