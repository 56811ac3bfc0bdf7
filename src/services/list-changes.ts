import type { ChangeSetQuery, ListedChangeSet } from '../contract/changes.ts'
import { nameWithoutFinalDot } from '../dns/name.ts'
import { setOf } from '../plan/change.ts'
import type { Change } from '../plan/types.ts'
import { changeSetData } from './change-set-data.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { setFilter } from './set-filter.ts'

/** Change sets of a page where the query names none. */
const defaultLimit = 50

export interface ChangeSetPage {
  changeSets: ListedChangeSet[]
  nextCursor: string | null
}

/** The zone's change sets, newest first, those under way among them; or those that changed what the query names. */
export async function listChanges(deps: Deps, place: Place, id: string, query: ChangeSetQuery): Promise<ChangeSetPage> {
  const zone = await findZone(deps, place, id)
  const { changeSets } = deps.store
  const filter = setFilter(query, zone.domain)
  const limit = query.limit === undefined ? defaultLimit : Number(query.limit)
  const before = query.cursor === undefined ? {} : { before: Number(query.cursor) }
  const rows = await changeSets.list(zone.resource.id, { ...filter, ...before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  const firstChanges = await changeSets.firstChanges(
    page.map(row => row.id),
    filter,
  )
  const listed = page.map(row => ({
    ...changeSetData(row),
    firstChanges: (firstChanges.get(row.id) ?? []).map(shortChange),
  }))
  return { changeSets: listed, nextCursor: hasMore ? String(last.id) : null }
}

function shortChange(change: Change): ListedChangeSet['firstChanges'][number] {
  const { name, type } = setOf(change)
  return { op: change.op, name: nameWithoutFinalDot(name), type }
}
