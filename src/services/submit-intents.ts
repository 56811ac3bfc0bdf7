import { problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import type { Intent } from '../plan/types.ts'
import type { Capabilities } from '../providers/provider.ts'
import type { NewActivity, Zone } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'
import { kindOf } from './open-provider.ts'
import { activityOf } from './record-activity.ts'

/** On whose behalf a zone is written to, and in which workspace that is. */
export interface Writer {
  caller: Caller
  workspaceId: number
}

/** The one way in which anybody's wishes reach a zone: refused as a whole with all problems, or done as a whole and told. */
export async function submitIntents(
  deps: Deps,
  writer: Writer,
  zone: Zone,
  intents: readonly Intent[],
): Promise<IntentResult[]> {
  const { capabilities } = kindOf(deps, zone.binding.provider)
  const managed = intents.flatMap(intent => managedProblems(zone.domain, capabilities, targetOf(intent)))
  if (managed.length > 0) throw problemsError(managed)
  return deps.writers.submit(zone, {
    intents,
    activities: results => results.flatMap((result, index) => rowOf(deps, writer, zone, intents[index], result)),
  })
}

/** SOA anywhere, and NS at the apex unless the provider lets it be written: even a write that would change nothing is refused. */
export function managedProblems(
  zone: Name,
  { apexNs }: Capabilities,
  { name, type }: { name: Name; type: RecordType },
): Problem[] {
  const isManaged = type === 'SOA' || (type === 'NS' && name === zone && apexNs !== 'write')
  if (!isManaged) return []
  const what = type === 'SOA' ? 'SOA records are' : `the NS set of ${zone} is`
  return [{ path: 'type', code: 'managed_by_provider', message: `${what} kept by the provider` }]
}

/** Nothing for what came to no change. */
function rowOf(
  deps: Deps,
  { caller, workspaceId }: Writer,
  { resource }: Zone,
  intent: Intent | undefined,
  { resolution }: IntentResult,
): NewActivity[] {
  if (resolution.status !== 'change' || intent === undefined) return []
  const { change } = resolution
  const { name, type } = setOf(change)
  return [
    activityOf(caller, {
      workspaceId,
      projectId: resource.projectId,
      environmentId: resource.environmentId,
      resourceId: resource.id,
      action: `record_set.${intent.op}`,
      subject: `${name} ${type}`,
      before: beforeOf(change),
      after: afterOf(change),
      now: deps.now(),
    }),
  ]
}
