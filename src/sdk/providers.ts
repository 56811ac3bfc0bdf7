import type { ProviderData } from '../contract/providers.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'

/** What there is to connect to, and which credentials each takes. */
export function providers(transport: Transport) {
  return {
    list: (options: CallOptions = {}): List<ProviderData> => transport.list('GET /api/providers', options),
  }
}
