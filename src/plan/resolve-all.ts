import type { Problem } from '../dns/problem.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { afterOf, beforeOf, changeBetween, setOf } from './change.ts'
import { changedSince } from './changed-since.ts'
import { check, type Step } from './check.ts'
import { order } from './order.ts'
import { placedChanges } from './placed-changes.ts'
import { resolve, targetOf } from './resolve.ts'
import { resolveClear, resolveRequire, variantsInTheWay } from './resolve-name.ts'
import type { ServiceLimits } from './service-limits.ts'
import { type SetId, setKey } from './set-key.ts'
import { type SetProblem, setProblem } from './set-problem.ts'
import type { Change, Intent, Resolution, SetIntent } from './types.ts'
import { createZoneView, type ZoneView } from './zone-view.ts'

/** What a zone's sets are held to. */
export interface ZoneRules {
  zone: Name
  /** What the zone's keeper can do. Without it only the rules that hold everywhere are looked at. */
  service?: ServiceLimits
  /** A set as the zone's keeper stores it and gives it back. */
  canonical?(set: RRset): RRset
  /** What else the zone's keeper would refuse a set for. */
  audit?(set: RRset): Problem[]
}

/** The intents of one caller (a change set): all of them take effect, or none. */
export interface OwnedIntents<Owner> {
  owner: Owner
  intents: readonly Intent[]
}

export interface ResolvedAll<Owner> {
  /** What all accepted owners' intents come to from the state given: one change a set at most, in the order to make them in. */
  changes: Change[]
  /** One for each owner, in the order given. */
  owners: OwnerResult<Owner>[]
}

export interface OwnerResult<Owner> {
  owner: Owner
  /** False: one of the intents was refused, and so none of them took effect. */
  accepted: boolean
  /** One for each intent, in the order given. */
  intents: IntentResult[]
  /** Everything that speaks against the owner's intents, with the index of the intent it speaks against. Empty if accepted. */
  problems: IntentProblem[]
}

export interface IntentResult {
  /** Against what the intents before it, of this owner and of accepted earlier ones, have made of the set. */
  resolution: Resolution
  /** The set as this intent leaves it. Absent where it is gone, or the owner was refused. */
  stored?: RRset
}

export interface IntentProblem {
  intent: number
  problem: Problem
}

/**
 * Brings the intents of many callers together into one plan. They are taken one after another, each seeing what those before
 * it have made of the zone: so two adds to one set both survive. An owner that is refused leaves no trace, and the others
 * don't notice.
 *
 * `current`: all sets at every name that an intent touches. `rules`: the zone, and what its keeper can do; with them each
 * owner's outcome is checked (`check`), and refused with all problems at once.
 */
export function resolveAll<Owner>(
  requests: readonly OwnedIntents<Owner>[],
  current: readonly RRset[],
  rules?: ZoneRules,
): ResolvedAll<Owner> {
  const original = createZoneView(current)
  const view = original.draft()
  const touched = new Map<string, SetId>()
  const owners = requests.map(({ owner, intents }) => {
    const result = takeOwner(view, intents, rules)
    if (result.accepted) {
      for (const { change } of placedChanges(result.intents)) touched.set(setKey(setOf(change)), setOf(change))
    }
    return { owner, ...result }
  })
  const changes = [...touched.values()].flatMap(set => changeBetween(original.get(set), view.get(set)) ?? [])
  return { changes: order(changes), owners }
}

type Taken = Omit<OwnerResult<unknown>, 'owner'>

function takeOwner(view: ZoneView, intents: readonly Intent[], rules: ZoneRules | undefined): Taken {
  const draft = view.draft()
  const results = intents.map(intent => takeIntent(draft, intent, rules))
  const refusals = results.flatMap(({ resolution }, intent) =>
    resolution.status === 'refused' ? [{ intent, problem: resolution.problem }] : [],
  )
  const problems = [...refusals, ...(rules ? checkDraft({ view, draft, intents, results }, rules) : [])]
  if (problems.length > 0) {
    return {
      accepted: false,
      intents: results.map(({ resolution }) => ({ resolution })),
      problems: dropRepeated(problems),
    }
  }
  draft.keep()
  return { accepted: true, intents: results, problems }
}

function takeIntent(draft: ZoneView, intent: Intent, rules: ZoneRules | undefined): IntentResult {
  const resolution = resolveIn(draft, intent, rules)
  if (resolution.status === 'change') draft.apply(resolution.change)
  if (resolution.status === 'cleared') for (const change of resolution.changes) draft.apply(change)
  const stored = draft.get(targetOf(intent))
  return stored ? { resolution, stored } : { resolution }
}

function resolveIn(draft: ZoneView, intent: Intent, rules: ZoneRules | undefined): Resolution {
  switch (intent.op) {
    case 'require':
      return resolveRequire(intent, draft.at(intent.name), rules)
    case 'clear':
      return resolveClear(intent, draft.at(intent.name))
    case 'edit':
      return variantsInTheWay(intent, draft.at(intent.name)) ?? resolveSet(draft, intent, rules)
    default:
      return resolveSet(draft, intent, rules)
  }
}

function resolveSet(draft: ZoneView, intent: SetIntent, rules: ZoneRules | undefined): Resolution {
  const { service, canonical } = rules ?? {}
  const limits = { ...(service && { maxValuesPerSet: service.maxValuesPerSet }), ...(canonical && { canonical }) }
  const current = draft.get(targetOf(intent))
  const resolution = asKept(resolve(intent, current, limits), rules)
  // What is as wanted already needn't be refused, whoever has made it so: it may have been this caller, of whom no answer came back.
  return resolution.status === 'unchanged' ? resolution : (changedSince(intent, current, canonical) ?? resolution)
}

/** What differs from what is there only until it's stored is no change. */
function asKept(resolution: Resolution, rules: ZoneRules | undefined): Resolution {
  if (rules?.canonical === undefined || resolution.status !== 'change') return resolution
  const { change } = resolution
  const after = afterOf(change)
  if (after === undefined) return resolution
  const kept = rules.canonical(after)
  const step = changeBetween(beforeOf(change), kept)
  return step ? { status: 'change', change: step } : { status: 'unchanged', rrset: kept }
}

interface Drafted {
  view: ZoneView
  draft: ZoneView
  intents: readonly Intent[]
  results: readonly IntentResult[]
}

/** Of a large zone most sets are wanted as they are: names where nothing changes needn't be looked at. */
function checkDraft({ view, draft, intents, results }: Drafted, rules: ZoneRules): IntentProblem[] {
  const names = [...new Set(placedChanges(results).map(({ change }) => setOf(change).name))]
  const step = { before: names.flatMap(view.at), after: names.flatMap(draft.at) }
  const problems = [...check(rules.zone, step, rules.service), ...auditWritten(step, rules)]
  return problems.length === 0 ? [] : problems.map(blameOn(intents))
}

function auditWritten({ before, after }: Step, { audit }: ZoneRules): SetProblem[] {
  if (audit === undefined) return []
  const there = new Map(before.map(set => [setKey(set), set]))
  const written = after.filter(set => changeBetween(there.get(setKey(set)), set) !== undefined)
  return written.flatMap(set => audit(set).map(({ path, code, message }) => setProblem(set, path, code, message)))
}

/** The last intent that wrote the set; for a set that none of them wrote, the last one at its name. */
function blameOn(intents: readonly Intent[]): (found: SetProblem) => IntentProblem {
  const writers = new Map(intents.map((intent, index) => [setKey(targetOf(intent)), index]))
  const visitors = new Map(intents.map((intent, index) => [targetOf(intent).name, index]))
  return found => ({
    intent: writers.get(setKey(found.set)) ?? visitors.get(found.set.name)!,
    problem: plain(found),
  })
}

function plain({ path, code, message }: SetProblem): Problem {
  return { path, code, message }
}

/** A refused intent's code again from the check of what is left says nothing new. */
function dropRepeated(problems: IntentProblem[]): IntentProblem[] {
  const seen = new Set<string>()
  return problems.filter(({ intent, problem }) => {
    const key = `${intent} ${problem.code} ${problem.path}`
    return !seen.has(key) && seen.add(key)
  })
}
