import type { ChangeData, ChangePageQuery, ChangeSetData } from '../contract/changes.ts'
import { AppError } from '../contract/errors.ts'
import type { ChangeRecord, ChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { changeData, changeSetData } from './change-set-data.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'

/** Changes of a page where the query names none. */
const defaultLimit = 100
/** Changes that are read at once where all are. */
const readAtOnce = 1000

export interface ChangeSetWithChanges {
  changeSet: ChangeSetData & { changes: ChangeData[] }
  /** Of the changes. */
  nextCursor: string | null
}

/** One change set, with a page of its changes in the order they were asked for. */
export async function getChangeSet(
  deps: Deps,
  place: Place,
  { id, changeId }: { id: string; changeId: string },
  query: ChangePageQuery,
): Promise<ChangeSetWithChanges> {
  const zone = await findZone(deps, place, id)
  const changeSet = await findChangeSet(deps, zone, changeId)
  const limit = query.limit === undefined ? defaultLimit : Number(query.limit)
  const rows = await deps.store.changeSets.changes(changeSet.id, {
    limit: limit + 1,
    ...(query.cursor === undefined ? {} : { after: Number(query.cursor) }),
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return {
    changeSet: { ...changeSetData(changeSet), changes: page.map(changeData) },
    nextCursor: hasMore ? String(last.position) : null,
  }
}

/** The change set of a path. The id has the form of one already. */
export async function findChangeSet(deps: Deps, zone: Zone, changeId: string): Promise<ChangeSet> {
  const changeSet = await deps.store.changeSets.get(zone.resource.id, Number(changeId))
  if (changeSet === undefined) throw new AppError('not_found', `The zone has no change set ${changeId}.`)
  return changeSet
}

/** All changes of a change set, in pages. */
export async function* allChanges(deps: Deps, { id }: ChangeSet): AsyncIterable<ChangeRecord> {
  let after: number | undefined
  for (;;) {
    const page = await deps.store.changeSets.changes(id, {
      limit: readAtOnce,
      ...(after === undefined ? {} : { after }),
    })
    yield* page
    if (page.length < readAtOnce) return
    after = page.at(-1)?.position
  }
}
