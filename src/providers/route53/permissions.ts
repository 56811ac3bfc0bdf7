import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53'
import type { Problem } from '../../dns/problem.ts'
import type { Session } from './client.ts'
import { providerError, RefusedError } from './failures.ts'

/** Ids of nothing: whoever may do a thing is told that there is no such change or zone, all others that they may not. */
const noZone = 'Z000000000000000'
const noChange = 'C000000000000000'

/**
 * IAM's words for what is missing, each with AWS's own sentence. Tried is what changes nothing. Writing is tried with a batch that
 * no zone can take, since it deletes a set under `invalid.` (RFC 6761 §6.4), which lies in none. Making and deleting zones isn't
 * tried: many accounts shouldn't allow it, and a refused attempt to delete a zone sets off alarms.
 */
export async function missingPermissions(session: Session): Promise<Problem[]> {
  const problems: Problem[] = []
  const zoneId = (await tryListing(session, problems)) ?? noZone
  const attempts: Record<string, () => Promise<unknown>> = {
    'route53:ListHostedZonesByName': () => session.send(new ListHostedZonesByNameCommand({ MaxItems: 1 })),
    'route53:GetHostedZone': () => session.send(new GetHostedZoneCommand({ Id: zoneId })),
    'route53:ListResourceRecordSets': () =>
      session.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 1 })),
    'route53:ChangeResourceRecordSets': () => session.send(impossibleChange(zoneId)),
    'route53:GetChange': () => session.send(new GetChangeCommand({ Id: noChange })),
  }
  for (const [action, attempt] of Object.entries(attempts)) {
    const problem = await problemOf(action, attempt)
    if (problem !== undefined) problems.push(problem)
  }
  return problems
}

/** The first zone's id, to try the rest on: a policy may allow some zones only. */
async function tryListing(session: Session, problems: Problem[]): Promise<string | undefined> {
  let id: string | undefined
  const problem = await problemOf('route53:ListHostedZones', async () => {
    const { HostedZones: [zone] = [] } = await session.send(new ListHostedZonesCommand({ MaxItems: 1 }))
    id = zone?.Id
  })
  if (problem !== undefined) problems.push(problem)
  return id
}

function impossibleChange(HostedZoneId: string): ChangeResourceRecordSetsCommand {
  const ResourceRecordSet = {
    Name: 'permission.zoneplane.invalid.',
    Type: 'TXT' as const,
    TTL: 300,
    ResourceRecords: [{ Value: '"never written"' }],
  }
  return new ChangeResourceRecordSetsCommand({
    HostedZoneId,
    ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet }] },
  })
}

/** Any refusal but that of the permission shows that there is one. */
async function problemOf(action: string, attempt: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (!(error instanceof RefusedError)) throw providerError(error)
    const { code, messages } = error.refusal
    if (/^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/.test(code)) {
      const named = /not authorized to perform: ([\w-]+:\w+)/.exec(messages.join(' '))?.[1] ?? action
      return { path: named, code: 'missing_permission', message: messages.join('; ') || `${named} is not allowed` }
    }
    const failure = providerError(error)
    if (/^(NoSuchHostedZone|NoSuchChange|InvalidChangeBatch|InvalidInput)$/.test(code)) return undefined
    throw failure
  }
}
