import type { ListRecordsQuery, RecordSet } from '../contract/records.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { type SetFilter, type SetOrder, selectSets, wants } from '../plan/select-sets.ts'
import type { PageQuery } from '../providers/provider.ts'
import type { Zone } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { openZone } from './open-provider.ts'
import { callingProvider } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { cursorFromSet, invalidCursor, setFromCursor } from './record-cursor.ts'
import { recordSetData } from './record-set-data.ts'
import { setFilter } from './set-filter.ts'

export interface RecordPage {
  sets: RecordSet[]
  /** Where the next page begins; null after the last one, and absent where no pages were asked for. */
  nextCursor?: string | null
  /** How many sets there are on all pages. */
  total?: number
}

/** The zone's sets that a query asks for, in the order that it asks for: all of them, or a page where it has a limit. */
export async function listRecords(deps: Deps, place: Place, id: string, query: ListRecordsQuery): Promise<RecordPage> {
  const zone = await findZone(deps, place, id)
  const wanted = wantedOf(query, zone.domain)
  if (query.limit === undefined && query.cursor === undefined) {
    const sets = await callingProvider(() => readCandidates(deps, zone, wanted))
    return { sets: selectSets(sets, wanted).map(recordSetData) }
  }
  const limit = Number(query.limit ?? defaultLimit)
  // One more than asked for tells whether anything follows.
  const page = { ...wanted, ...afterOf(query), limit: limit + 1 }
  const { found, total } = await callingProvider(() => readPage(deps, zone, page))
  const sets = found.slice(0, limit)
  const last = sets.at(-1)
  const nextCursor = found.length > limit && last !== undefined ? cursorFromSet(last) : null
  return { sets: sets.map(recordSetData), nextCursor, total }
}

/** For requests that go on with a cursor and don't say how far. */
const defaultLimit = 100

function wantedOf({ search, sort, order, ...named }: ListRecordsQuery, zone: Name): SetFilter & SetOrder {
  return {
    ...setFilter(named, zone),
    ...(search !== undefined && { search }),
    ...(sort !== undefined && { sort }),
    descending: order === 'desc',
  }
}

function afterOf({ cursor, sort }: ListRecordsQuery): Pick<PageQuery, 'after'> {
  if (cursor === undefined) return {}
  const { ttl, ...place } = setFromCursor(cursor)
  if (ttl === undefined && sort === 'ttl') throw invalidCursor()
  return { after: { ...place, ttl: ttl ?? 0 } }
}

const interactive = { interactive: true }

async function readPage(deps: Deps, zone: Zone, query: PageQuery): Promise<{ found: RRset[]; total: number }> {
  const { provider, remote, call } = await openZone(deps, zone, interactive)
  if (provider.page !== undefined && provider.count !== undefined) {
    const found = await provider.page(remote, query, call())
    const isWhole = query.after === undefined && found.length < query.limit
    return { found, total: isWhole ? found.length : await provider.count(remote, query, call()) }
  }
  const sets = await readCandidates(deps, zone, query)
  return { found: selectSets(sets, query), total: sets.filter(wants(query)).length }
}

/** All sets, or those at the one name that is asked for. */
async function readCandidates(deps: Deps, zone: Zone, { name }: SetFilter): Promise<readonly RRset[]> {
  if (name === undefined) return deps.reads.all(zone, interactive)
  return readSets(await openZone(deps, zone, interactive), [name])
}
