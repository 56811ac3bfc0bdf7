import type { Call, ProviderIo, RemoteZone } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { zonePath } from './read-zone.ts'
import type { ZoneDocument } from './zone-document.ts'

/**
 * Has the server tell a zone's secondaries at once; by itself it looks for changed zones every `xfr-cycle-interval`, a minute. The
 * change is made whatever comes of it.
 */
export async function notifySecondaries(
  client: PowerDnsClient,
  zone: RemoteZone,
  document: ZoneDocument,
  { log, call }: { log: ProviderIo['log']; call: Call | undefined },
): Promise<void> {
  if (!['master', 'primary', 'producer'].includes(document.kind.toLowerCase())) return
  if (document.soa_edit_api === '') {
    const message =
      'PowerDNS does not count the serial of a zone without SOA-EDIT-API, so its secondaries do not see changes'
    log.warn({ zone: zone.name }, message)
  }
  try {
    await call?.furtherRequest?.()
    await client.request('PUT', `${zonePath(zone)}/notify`, {}, call)
  } catch (error) {
    log.warn({ zone: zone.name, err: error }, 'PowerDNS did not notify the secondaries of a zone')
  }
}
