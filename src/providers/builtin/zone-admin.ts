import { isWithin, nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { ProviderError, type RemoteZone, type ZoneAdmin } from '../provider.ts'
import type { BuiltinBacking, HostedZone } from './backing.ts'
import { reading, stopIfAborted } from './failures.ts'
import { newZone } from './new-zone.ts'
import { setNameServers } from './set-name-servers.ts'

interface Account {
  workspaceId: number
  now(): number
  /** The zone, where it's there and the account's own. */
  find(zone: RemoteZone): Promise<HostedZone | undefined>
  remote(zone: { id: number; domain: Name }): RemoteZone
}

/** One at a time over all domains, for what is allowed depends on the zones above and below. */
const creationQueue = 'create'

export function createZoneAdmin(backing: BuiltinBacking, account: Account): ZoneAdmin {
  const { zones, publisher, queues, defaults } = backing

  async function store(domain: Name, reference: string): Promise<HostedZone> {
    await refuseForeign(domain)
    const { workspaceId } = account
    const created = await zones
      .create({ domain, reference, workspaceId, rrsets: newZone(domain, defaults), now: account.now() })
      .catch(error => Promise.reject(isTaken(error) ? served(domain, error) : error))
    const zone = await zones.get(created.id)
    if (zone?.domain !== domain || zone.workspaceId !== workspaceId) throw otherReference(reference)
    return zone
  }

  /** Otherwise one tenant could take names out of another's zone, by a zone below it, or put itself above. */
  async function refuseForeign(domain: Name): Promise<void> {
    const foreign = (await zones.overlapping(domain)).find(zone => zone.workspaceId !== account.workspaceId)
    if (foreign) throw overlaps(domain, foreign.domain)
  }

  /** Another process on the same store may have made such a zone at the same time; whoever sees both steps back. */
  async function stepBack(zone: HostedZone): Promise<void> {
    try {
      await refuseForeign(zone.domain)
    } catch (error) {
      await zones.delete(zone.id)
      throw error
    }
  }

  return {
    async create(domain, { reference }, call) {
      if (defaults.nameServers.length === 0) {
        throw new ProviderError({ code: 'rejected', message: 'no name servers are set for built-in zones' })
      }
      return queues.run(creationQueue, async () => {
        stopIfAborted(call)
        const zone = await reading(() => store(domain, reference))
        await reading(() => stepBack(zone))
        await queues.run(domain, () => publisher.refresh(domain))
        return account.remote(zone)
      })
    },

    async delete(zone, call) {
      stopIfAborted(call)
      const found = await account.find(zone)
      if (found === undefined) return
      await queues.run(found.domain, async () => {
        await reading(() => zones.delete(found.id))
        await publisher.refresh(found.domain)
      })
    },

    async setNameServers(zone, nameServers, call) {
      stopIfAborted(call)
      const found = await account.find(zone)
      if (found === undefined) {
        throw new ProviderError({ code: 'not_found', message: `the built-in provider has no zone ${zone.name}` })
      }
      await queues.run(found.domain, () => setNameServers(backing, found, nameServers))
    },
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'taken'
}

function served(domain: Name, cause?: unknown): ProviderError {
  return new ProviderError(
    { code: 'conflict', message: `${nameWithoutFinalDot(domain)} is served by this name server already` },
    { cause },
  )
}

function otherReference(reference: string): ProviderError {
  return new ProviderError({ code: 'conflict', message: `the reference ${reference} stands for another zone` })
}

function overlaps(domain: Name, other: Name): ProviderError {
  if (domain === other) return served(domain)
  const place = isWithin(domain, other) ? 'below' : 'above'
  return new ProviderError({
    code: 'conflict',
    message: `${nameWithoutFinalDot(domain)} is ${place} a zone that belongs to another workspace`,
  })
}
