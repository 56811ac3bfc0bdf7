import { nameWithoutFinalDot } from '../../dns/name.ts'
import { ProviderError, type ProviderIo, type RemoteZone } from '../provider.ts'

/**
 * Zones that this provider has made just now. Route 53 may deny for some seconds that there is such a zone (the Terraform provider
 * waits for up to a minute), so of these NoSuchHostedZone is told as `unavailable`, which is worth another try, and not as
 * `not_found`.
 */
export interface FreshZones {
  add(hostedZoneId: string): void
  remove(hostedZoneId: string): void
  run<T>(zone: RemoteZone, work: () => Promise<T>): Promise<T>
  read<T>(zone: RemoteZone, items: AsyncIterable<T>): AsyncIterable<T>
}

const freshFor = 60_000

export function createFreshZones({ now }: ProviderIo): FreshZones {
  const made = new Map<string, number>()

  function told(zone: RemoteZone, error: unknown): unknown {
    if (!(error instanceof ProviderError) || error.failure.details?.code !== 'NoSuchHostedZone') return error
    const since = made.get(zone.hostedZoneId)
    if (since === undefined || now() - since > freshFor) return error
    const message = `${nameWithoutFinalDot(zone.name)} was made just now, and the service does not know it everywhere yet`
    return new ProviderError({ ...error.failure, code: 'unavailable', message }, { cause: error })
  }

  return {
    add: id => void made.set(id, now()),
    remove: id => void made.delete(id),
    async run(zone, work) {
      try {
        return await work()
      } catch (error) {
        throw told(zone, error)
      }
    },
    async *read(zone, items) {
      try {
        yield* items
      } catch (error) {
        throw told(zone, error)
      }
    },
  }
}
