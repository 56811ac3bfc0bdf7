import { readDns } from '../contract/dns-input.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import type { ListRecordsQuery, RecordSet } from '../contract/records.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import type { PageQuery } from '../providers/provider.ts'
import type { Zone } from '../store/store.ts'
import { compareSets } from './compare-sets.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { openZone } from './open-provider.ts'
import { callingProvider } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { cursorFromSet, setFromCursor } from './record-cursor.ts'
import { recordSetData } from './record-set-data.ts'

export interface RecordPage {
  sets: RecordSet[]
  /** Where the next page begins; null after the last one, and absent where no pages were asked for. */
  nextCursor?: string | null
}

/** The zone's sets in the order of names (RFC 4034 §6.1) and types: all of them, or a page where a limit is asked for. */
export async function listRecords(deps: Deps, place: Place, id: string, query: ListRecordsQuery): Promise<RecordPage> {
  const zone = await findZone(deps, place, id)
  const filter = filterOf(query, zone.domain)
  if (query.limit === undefined && query.cursor === undefined) {
    const sets = await callingProvider(() => readFiltered(deps, zone, filter))
    return { sets: sets.map(recordSetData) }
  }
  const limit = Number(query.limit ?? defaultLimit)
  const after = query.cursor === undefined ? undefined : setFromCursor(query.cursor)
  // One more than asked for tells whether anything follows.
  const wanted: PageQuery = { ...filter, limit: limit + 1, ...(after === undefined ? {} : { after }) }
  const found = await callingProvider(() => readPage(deps, zone, wanted))
  const sets = found.slice(0, limit)
  const last = sets.at(-1)
  const nextCursor = found.length > limit && last !== undefined ? cursorFromSet(last) : null
  return { sets: sets.map(recordSetData), nextCursor }
}

/** For requests that go on with a cursor and don't say how far. */
const defaultLimit = 100

interface Filter {
  name?: Name
  type?: RecordType
}

function filterOf(query: ListRecordsQuery, zone: Name): Filter {
  const filter: Filter = {}
  if (query.name !== undefined) {
    const { name } = query
    const read = readDns('name', () => ownerName(name, zone))
    if (read.value === undefined) throw problemsError(read.problems)
    filter.name = read.value
  }
  const type = query.type === undefined ? undefined : recordType(query.type)
  return type === undefined ? filter : { ...filter, type }
}

async function readFiltered(deps: Deps, zone: Zone, { name, type }: Filter): Promise<RRset[]> {
  const sets = name === undefined ? await deps.reads.all(zone, interactive) : await readName(deps, zone, name)
  return sets.filter(set => type === undefined || set.type === type).sort(compareSets)
}

const interactive = { interactive: true }

async function readName(deps: Deps, zone: Zone, name: Name): Promise<RRset[]> {
  return readSets(await openZone(deps, zone, interactive), [name])
}

async function readPage(deps: Deps, zone: Zone, query: PageQuery): Promise<RRset[]> {
  const { provider, remote, call } = await openZone(deps, zone, interactive)
  if (provider.page !== undefined) return provider.page(remote, query, call())
  const sets = await readFiltered(deps, zone, query)
  const { after } = query
  return sets.filter(set => after === undefined || compareSets(set, after) > 0).slice(0, query.limit)
}
