import { typesGranted } from '../auth/can.ts'
import type { MachinePrincipal } from '../auth/principal.ts'
import { domainText } from '../contract/domain-name.ts'
import type { MessageRecord } from '../dns/message.ts'
import type { Name } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import type { Intent } from '../plan/types.ts'
import { prescan, updateIntents } from '../plan/update-edits.ts'
import { type Requirement, readPrerequisites } from '../plan/update-prerequisites.ts'
import type { Zone } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { findUpdateZone } from './find-update-zone.ts'
import { countUpdate } from './machine-limits.ts'
import { keptByProvider, managedProblems } from './managed-sets.ts'
import { placeRefusal, readRefusal, writeRefusal } from './update-access.ts'
import { errorOutcome, prerequisiteOutcome, setOutcome, type UpdateOutcome } from './update-outcome.ts'

/** The sections of an UPDATE message (RFC 2136 §2), of the class IN. */
export interface ZoneUpdate {
  zone: Name
  prerequisites: readonly MessageRecord[]
  updates: readonly MessageRecord[]
}

/**
 * Does what a name server is asked to by UPDATE, as a change set of the machine key that has signed it. Looks at everything in the
 * order of RFC 2136 §3: zone, prerequisites, permission, form of the updates; but whoever may not read the names of the prerequisites
 * isn't told whether these hold.
 */
export async function updateZone(
  deps: Deps,
  caller: Caller & { principal: MachinePrincipal },
  update: ZoneUpdate,
): Promise<UpdateOutcome> {
  try {
    await countUpdate(deps, caller)
    return await decide(deps, caller, update)
  } catch (error) {
    const outcome = errorOutcome(error)
    if (outcome !== undefined) return outcome
    deps.log.error({ err: error, zone: update.zone }, 'a DNS update has failed')
    return { rcode: 'SERVFAIL', message: `A fault in Zoneplane; the log has it under ${caller.requestId}.` }
  }
}

type MachineCaller = Caller & { principal: MachinePrincipal }

async function decide(deps: Deps, caller: MachineCaller, update: ZoneUpdate): Promise<UpdateOutcome> {
  const { principal } = caller
  const misplaced = placeRefusal(principal)
  if (misplaced !== undefined) return { rcode: 'REFUSED', message: misplaced }
  const zone = await findUpdateZone(deps, principal, update.zone)
  if (zone === 'unknown')
    return { rcode: 'NOTAUTH', message: `The key's project has no zone ${domainText(update.zone)}.` }
  if (zone === 'ambiguous') return { rcode: 'REFUSED', message: ambiguousText(update.zone) }
  const read = readPrerequisites(zone.domain, update.prerequisites)
  if ('fault' in read) return read.fault
  const { requirements } = read
  const unreadable = readRefusal(principal, zone.domain, requirements)
  if (unreadable !== undefined) return { rcode: 'REFUSED', message: unreadable }
  const objection = objectionTo(principal, zone.domain, update.updates)
  const intents = objection ? [] : updateIntents(zone.domain, update.updates, typesGranted(principal))
  const managed = objection ?? managedRefusal(zone.domain, intents)
  if (managed !== undefined || intents.length === 0) {
    return (await failingPrerequisite(deps, zone, requirements)) ?? managed ?? { rcode: 'NOERROR' }
  }
  const { changeSet } = await submit(deps, caller, zone, [...requirements, ...intents])
  return setOutcome(changeSet)
}

function objectionTo(
  principal: MachinePrincipal,
  zone: Name,
  updates: readonly MessageRecord[],
): UpdateOutcome | undefined {
  const unwritable = writeRefusal(principal, zone, updates)
  return unwritable === undefined ? prescan(zone, updates) : { rcode: 'REFUSED', message: unwritable }
}

/** As for all writes of single sets: a whole zone hangs on its SOA set and the NS set at its apex. */
function managedRefusal(zone: Name, intents: readonly Intent[]): UpdateOutcome | undefined {
  const written = intents.filter(({ op }) => op === 'edit').map(targetOf)
  const [problem] = written.flatMap(set => managedProblems(zone, keptByProvider, set))
  return problem && { rcode: 'REFUSED', message: `${problem.message}, and not changed by updates` }
}

/** Of an update that comes to nothing it is told even so whether its prerequisites hold. */
async function failingPrerequisite(
  { writers }: Deps,
  zone: Zone,
  requirements: readonly Requirement[],
): Promise<UpdateOutcome | undefined> {
  if (requirements.length === 0) return undefined
  return prerequisiteOutcome((await writers.plan(zone, requirements)).problems)
}

function submit({ writers }: Deps, caller: MachineCaller, zone: Zone, intents: readonly Intent[]) {
  const { workspaceId } = caller.principal
  return writers.submit(zone, { kind: 'write', intents, caller, workspaceId, comment: 'DNS UPDATE', confirm: true })
}

function ambiguousText(domain: Name): string {
  const name = domainText(domain)
  return `Several environments of the project have a zone ${name}; register the one that is meant as the project's domain.`
}
