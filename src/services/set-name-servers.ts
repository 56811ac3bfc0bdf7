import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { NameServersBody, ZoneData } from '../contract/zones.ts'
import { parseName } from '../dns/name.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { callerError } from './provider-errors.ts'
import { activityOf } from './record-activity.ts'
import { zoneData } from './zone-data.ts'

/**
 * Says which servers answer for a zone: in its own NS set, and in what people are told to delegate it to. Throws `managed_by_provider`
 * where that is not ours to say.
 */
export async function setNameServers(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: NameServersBody },
): Promise<ZoneData> {
  const zone = await findZone(deps, place, id)
  const nameServers = body.nameServers.map(name => parseName(name))
  return deps.writers.exclusive(zone, async ({ provider, remote, kind }) => {
    const { zoneAdmin } = provider
    if (zoneAdmin?.setNameServers === undefined) throw notOurs(kind.label)
    try {
      await zoneAdmin.setNameServers(remote, nameServers, { interactive: true })
    } catch (error) {
      throw callerError(error)
    }
    return deps.store.transaction(async tx => {
      const { workspaceId, project, environment } = place
      await tx.zones.setNameServers(zone.resource.id, nameServers)
      const deed = {
        workspaceId,
        projectId: project.id,
        environmentId: environment.id,
        resourceId: zone.resource.id,
        action: 'zone.set_name_servers',
        subject: zone.domain,
        before: { nameServers: zone.binding.nameServers.map(domainText) },
        after: { nameServers: nameServers.map(domainText) },
        now: deps.now(),
      }
      await tx.activities.add([activityOf(caller, deed)])
      return zoneData({ ...zone, binding: { ...zone.binding, nameServers } }, place)
    })
  })
}

function notOurs(label: string): AppError {
  return new AppError('managed_by_provider', `${label} itself says which servers answer for its zones.`)
}
