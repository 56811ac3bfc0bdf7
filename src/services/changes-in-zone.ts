import { Value } from 'typebox/value'
import { maxChanges, WantedChange } from '../contract/changes.ts'
import { atChange, changeProblems } from '../contract/changes-problems.ts'
import { readDns } from '../contract/dns-input.ts'
import { ownerName } from '../contract/owner-name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { targetOf } from '../plan/resolve.ts'
import { resolveAll } from '../plan/resolve-all.ts'
import type { Intent } from '../plan/types.ts'
import type { Zone } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { managedProblems } from './managed-sets.ts'
import { kindOf, openZone } from './open-provider.ts'
import { readChanges } from './parse-changes.ts'
import { factsOf } from './parse-record-set.ts'
import { readSets } from './read-sets.ts'

/**
 * What speaks against changes in their zone, where the request has been refused already for what is wrong with some of them: of
 * the others. Empty where there is no such zone, as that is told only to requests that are well-formed.
 */
export async function changesProblemsInZone(
  deps: Deps,
  place: Place,
  params: unknown,
  body: unknown,
): Promise<Problem[]> {
  const zone = await deps.store.zones.get(Number((params as { id?: unknown }).id))
  const { changes } = (body ?? {}) as { changes?: unknown }
  if (zone?.resource.environmentId !== place.environment.id) return []
  if (!Array.isArray(changes) || changes.length > maxChanges) return []
  const readable = changes.map((change: unknown) => (isReadable(change) ? change : undefined))
  const { intents, problems } = readChanges(readable, factsOf(deps, zone))
  const others = changes.flatMap((change: unknown, index) => {
    return readable[index] === undefined ? [readName(index, change, zone.domain)] : []
  })
  const unclear = new Set(others.map(({ name }) => name))
  const found = [...problems, ...others.flatMap(({ problems }) => problems)]
  // A change that can't be read could be about any set of its name, and one without a name about any at all.
  if (unclear.has(undefined)) return found
  const clear = intents.filter(({ intent }) => !unclear.has(targetOf(intent).name))
  return [...found, ...(await planProblems(deps, zone, clear).catch(() => []))]
}

function isReadable(change: unknown): change is WantedChange {
  return Value.Check(WantedChange, change) && changeProblems(change).length === 0
}

function readName(index: number, change: unknown, zone: Name): { name: Name | undefined; problems: Problem[] } {
  const { name } = (change ?? {}) as { name?: unknown }
  if (typeof name !== 'string') return { name: undefined, problems: [] }
  const read = readDns('name', () => ownerName(name, zone))
  return { name: read.value, problems: read.problems.map(problem => atChange(index, problem)) }
}

async function planProblems(
  deps: Deps,
  zone: Zone,
  wanted: readonly { index: number; intent: Intent }[],
): Promise<Problem[]> {
  const { capabilities } = kindOf(deps, zone.binding.provider)
  const intents = wanted.map(({ intent }) => intent)
  const names = new Set(intents.map(intent => targetOf(intent).name))
  const current = await readSets(await openZone(deps, zone, { interactive: true }), [...names])
  const rules = { zone: zone.domain, service: capabilities }
  const { owners } = resolveAll([{ owner: undefined, intents }], current, rules)
  const found = Map.groupBy(
    owners.flatMap(({ problems }) => problems),
    problem => problem.intent,
  )
  return wanted.flatMap(({ index, intent }, place) => {
    const managed = managedProblems(zone.domain, capabilities, targetOf(intent))
    const own = (found.get(place) ?? []).map(({ problem }) => problem)
    return (managed.length > 0 ? managed : own).map(problem => atChange(index, problem))
  })
}
