import type { RRset } from '../dns/rrset.ts'
import { couldBeDangerous, type Danger, dangers, summarize } from '../plan/dangers.ts'
import { targetOf } from '../plan/resolve.ts'
import { resolveAll } from '../plan/resolve-all.ts'
import type { Change, Intent } from '../plan/types.ts'
import { callsOf } from './apply-plan.ts'
import { atIntent, managedProblemsOf } from './managed-sets.ts'
import type { OpenZone } from './open-provider.ts'
import { callingProvider } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { rulesOf } from './zone-rules.ts'
import type { Plan } from './zone-writers.ts'

/** What some intents would come to in the zone as it is now: everything that submitting them does, but the last step. */
export async function planIntents(open: OpenZone, intents: readonly Intent[]): Promise<Plan> {
  const { zone, kind, remote } = open
  const names = new Set(intents.map(intent => targetOf(intent).name))
  const current = await callingProvider(() => readSets(open, [...names]))
  const { changes, owners } = resolveAll([{ owner: zone, intents }], current, rulesOf(open))
  const found = owners.flatMap(({ problems }) =>
    problems.map(({ intent, problem }) => atIntent(intents, intent, problem)),
  )
  const calls = callsOf(changes, kind.capabilities, remote.name)
  return {
    changes,
    problems: [...managedProblemsOf(zone.domain, kind.capabilities, intents), ...found, ...calls.problems],
    dangers: await dangersOf(open, current, changes),
    atomic: kind.capabilities.batch.atomic && calls.count <= 1,
    calls: calls.count,
  }
}

/** Reads the whole zone, but only where the changes could be dangerous by what is known of it. */
async function dangersOf(open: OpenZone, current: readonly RRset[], changes: readonly Change[]): Promise<Danger[]> {
  const { provider, remote, call } = open
  if (!couldBeDangerous(await summarize(remote.name, current), changes, remote.name)) return []
  return callingProvider(async () =>
    dangers(await summarize(remote.name, provider.rrsets(remote, call())), changes, remote.name),
  )
}
