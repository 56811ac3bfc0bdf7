import type { DriftData, DriftedSet, DriftQuery } from '../contract/drift.ts'
import { isoTime } from '../contract/time.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import { setOf } from '../plan/change.ts'
import { targetOf } from '../plan/resolve.ts'
import { type SetId, setKey } from '../plan/set-key.ts'
import type { LastWrite } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { setDataOrNull } from './change-set-data.ts'
import { compareDrift, type DriftComparison, type Drifted } from './compare-drift.ts'
import { compareSets } from './compare-sets.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { keptByProvider, managedProblems } from './managed-sets.ts'
import { kindOf } from './open-provider.ts'
import { callingProvider } from './provider-errors.ts'
import { cursorFromSet, setFromCursor } from './record-cursor.ts'

/** Sets of a page where the query names none. */
const defaultLimit = 100
/** Last writes that are read at once. */
const readAtOnce = 1000

export interface DriftPage {
  data: DriftData
  nextCursor: string | null
}

/** What the provider has now that isn't as it was last written through here. */
export async function findDrift(deps: Deps, place: Place, id: string, query: DriftQuery): Promise<DriftPage> {
  const zone = await findZone(deps, place, id)
  const after = query.cursor === undefined ? undefined : setFromCursor(query.cursor)
  const comparison = await compare(deps, zone)
  const unmanaged = comparison.unmanaged.map((set): Drifted => ({ kind: 'unmanaged', set, actual: set }))
  const found = query.unmanaged === 'true' ? [...comparison.drifted, ...unmanaged] : comparison.drifted
  const rest = found
    .sort((one, other) => compareSets(one.set, other.set))
    .filter(({ set }) => after === undefined || compareSets(set, after) > 0)
  const sets = rest.slice(0, query.limit === undefined ? defaultLimit : Number(query.limit))
  const last = sets.at(-1)
  const counts = countsOf(comparison)
  return {
    data: {
      inSync: comparison.drifted.length === 0,
      checkedAt: isoTime(deps.now()),
      counts,
      sets: sets.map(driftedSetData),
    },
    nextCursor: last !== undefined && sets.length < rest.length ? cursorFromSet(last.set) : null,
  }
}

/**
 * The provider is read first and the history after it. So what was being written meanwhile is known: by change sets that
 * were pending before or between, or that are newer than all that were there before. Nobody has to wait for a comparison.
 */
async function compare(deps: Deps, zone: Zone): Promise<DriftComparison> {
  const { changeSets } = deps.store
  const zoneId = zone.resource.id
  const [newest] = await changeSets.list(zoneId, { limit: 1 })
  const pendingBefore = await changeSets.pending(zoneId)
  const kind = kindOf(deps, zone.binding.provider)
  const sets = await callingProvider(() => deps.reads.all(zone))
  const actual = new Map(sets.map(set => [setKey(set), set]))
  const pending = [...pendingBefore, ...(await changeSets.pending(zoneId))]
  const pendingIds = new Set(pending.map(changeSet => changeSet.id))
  const intents = pending.flatMap(changeSet => changeSet.intents)
  const targets = new Set(intents.map(intent => setKey(targetOf(intent))))
  const cleared = new Set(intents.flatMap(intent => (intent.op === 'clear' ? [intent.name] : [])))
  const wasMeanwhile = ({ changeSetId }: LastWrite) => changeSetId > (newest?.id ?? 0) || pendingIds.has(changeSetId)
  return compareDrift(actual, lastWrites(deps, zoneId), {
    canonical: set => kind.canonical?.(set, zone.domain) ?? set,
    isUnsettled: (set, write) =>
      targets.has(setKey(set)) || cleared.has(set.name) || (write !== undefined && wasMeanwhile(write)),
    isKept: set => managedProblems(zone.domain, keptByProvider, set).length > 0,
  })
}

async function* lastWrites(deps: Deps, zoneId: number): AsyncIterable<LastWrite> {
  let after: SetId | undefined
  for (;;) {
    const page = await deps.store.changeSets.lastWrites(zoneId, {
      limit: readAtOnce,
      ...(after === undefined ? {} : { after }),
    })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < readAtOnce) return
    after = setOf(last.change)
  }
}

function countsOf({ written, unsettled, drifted, unmanaged }: DriftComparison): DriftData['counts'] {
  const count = (kind: Drifted['kind']) => drifted.filter(set => set.kind === kind).length
  return {
    written,
    changed: count('changed'),
    missing: count('missing'),
    returned: count('returned'),
    unmanaged: unmanaged.length,
    unsettled,
  }
}

function driftedSetData({ kind, set, expected, actual, changeSetId }: Drifted): DriftedSet {
  return {
    kind,
    name: nameWithoutFinalDot(set.name),
    type: set.type,
    expected: setDataOrNull(expected),
    actual: setDataOrNull(actual),
    changeId: changeSetId ?? null,
  }
}
