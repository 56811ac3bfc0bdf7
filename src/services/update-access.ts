import { can, type Decision } from '../auth/can.ts'
import type { MachinePrincipal } from '../auth/principal.ts'
import { domainText } from '../contract/domain-name.ts'
import type { MessageRecord } from '../dns/message.ts'
import { isWithin, relativeName } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import { anyType } from '../plan/types.ts'
import type { Requirement } from '../plan/update-prerequisites.ts'

/** Why a machine key may not be used from where it is, whatever for; undefined where it may. */
export function placeRefusal(principal: MachinePrincipal): string | undefined {
  const { workspaceId, projectId } = principal
  const decision = can(principal, 'domain.read', { kind: 'project', workspaceId, projectId })
  return decision.allowed ? undefined : refusalText(decision, 'this')
}

/** Why a machine key may not send such an update of the zone; undefined where it may. */
export function readRefusal(
  principal: MachinePrincipal,
  zone: Name,
  requirements: readonly Requirement[],
): string | undefined {
  const whole = can(principal, 'record.read', subjectOf(principal, zone))
  if (!whole.allowed) return refusalText(whole, domainText(zone))
  return firstRefusal(requirements, ({ name, type }) =>
    // Whether a name is in use is told by any answer that the name server gives.
    decide(principal, 'record.read', zone, { name, type: type === anyType ? undefined : type }),
  )
}

/** The same of what it changes. Whether the types are covered of what clearing a name deletes is seen when it's done. */
export function writeRefusal(
  principal: MachinePrincipal,
  zone: Name,
  records: readonly MessageRecord[],
): string | undefined {
  const inZone = records.filter(({ name }) => isWithin(name, zone))
  return firstRefusal(inZone, ({ name, type }) =>
    decide(principal, 'record.write', zone, { name, type: type === anyType ? undefined : type }),
  )
}

/** Whether the key may have the whole zone: only what it may read as a whole. */
export function mayTransfer(principal: MachinePrincipal, zone: Name): boolean {
  const { grants } = principal
  if (grants?.names !== undefined || grants?.types !== undefined) return false
  return can(principal, 'record.read', subjectOf(principal, zone)).allowed
}

interface Part {
  name: Name
  type: string | undefined
}

function decide(
  principal: MachinePrincipal,
  action: 'record.read' | 'record.write',
  zone: Name,
  { name, type }: Part,
): Decision {
  const subject = { ...subjectOf(principal, zone), host: relativeName(name, zone), ...(type !== undefined && { type }) }
  return can(principal, action, subject)
}

function subjectOf({ workspaceId, projectId }: MachinePrincipal, domain: Name) {
  return { kind: 'record', workspaceId, projectId, domain } as const
}

function firstRefusal<Of extends { name: Name; type: string }>(
  parts: readonly Of[],
  decisionOn: (part: Of) => Decision,
): string | undefined {
  for (const part of parts) {
    const decision = decisionOn(part)
    if (!decision.allowed) return refusalText(decision, `${domainText(part.name)} ${part.type}`)
  }
  return undefined
}

function refusalText({ reason }: Decision & { allowed: false }, what: string): string {
  if (reason === 'network') return 'The grants of this key do not let it be used from this address.'
  return `The grants of this key do not cover ${what}.`
}
