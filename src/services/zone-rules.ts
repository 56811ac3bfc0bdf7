import type { ZoneRules } from '../plan/resolve-all.ts'
import type { OpenZone } from './open-provider.ts'

/** What a zone's sets are held to: the rules that hold everywhere, and those of the service that keeps it. */
export function rulesOf({ kind, remote }: Pick<OpenZone, 'kind' | 'remote'>): ZoneRules {
  const { canonical, audit, capabilities } = kind
  const zone = remote.name
  return {
    zone,
    service: capabilities,
    ...(canonical && { canonical: set => canonical.call(kind, set, zone) }),
    ...(audit && { audit: set => audit.call(kind, set, zone) }),
  }
}
