import type { ChangeSetData, ChangeSetQuery } from '../contract/changes.ts'
import { changeSetData } from './change-set-data.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'

/** Change sets of a page where the query names none. */
const defaultLimit = 50

export interface ChangeSetPage {
  changeSets: ChangeSetData[]
  nextCursor: string | null
}

/** The zone's change sets, newest first, those under way among them. */
export async function listChanges(deps: Deps, place: Place, id: string, query: ChangeSetQuery): Promise<ChangeSetPage> {
  const zone = await findZone(deps, place, id)
  const limit = query.limit === undefined ? defaultLimit : Number(query.limit)
  const rows = await deps.store.changeSets.list(zone.resource.id, {
    limit: limit + 1,
    ...(query.cursor === undefined ? {} : { before: Number(query.cursor) }),
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { changeSets: page.map(changeSetData), nextCursor: hasMore ? String(last.id) : null }
}
