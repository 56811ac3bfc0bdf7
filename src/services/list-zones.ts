import { isoTime } from '../contract/time.ts'
import type { ListedZone, ListZonesQuery } from '../contract/zones.ts'
import { nameSortKey } from '../dns/name.ts'
import { withUnicodeLabels } from '../dns/name-unicode.ts'
import { searchedText } from '../plan/search-sets.ts'
import type { Zone } from '../store/store.ts'
import type { Deps, Place } from './deps.ts'
import { invalidCursor } from './record-cursor.ts'
import { zoneData } from './zone-data.ts'

export interface ZonePage {
  zones: ListedZone[]
  /** Where the next page begins; null after the last one, and absent where no pages were asked for. */
  nextCursor?: string | null
  /** How many zones there are on all pages. */
  total?: number
}

/** For requests that go on with a cursor and don't say how far. */
const defaultLimit = 100

/** The zones of an environment that a query asks for: all of them, or a page where it has a limit. */
export async function listZones(deps: Deps, place: Place, query: ListZonesQuery): Promise<ZonePage> {
  const found = await deps.store.zones.list(place.environment.id)
  const wanted = sorted(found.filter(searchFor(query.search)), query)
  if (query.limit === undefined && query.cursor === undefined)
    return { zones: wanted.map(({ zone }) => zoneData(zone, place)) }
  const rest = query.cursor === undefined ? wanted : behind(wanted, query, keyFromCursor(query.cursor))
  const page = rest.slice(0, Number(query.limit ?? defaultLimit))
  const last = page.at(-1)
  const nextCursor = rest.length > page.length && last !== undefined ? cursorFromKey(last.key) : null
  return { zones: await withLatest(deps, place, page), nextCursor, total: wanted.length }
}

async function withLatest(deps: Deps, place: Place, found: readonly Sorted[]): Promise<ListedZone[]> {
  const zones = found.map(({ zone }) => zone)
  const latest = await deps.store.changeSets.latest(zones.map(({ resource }) => resource.id))
  return zones.map(zone => {
    const changedAt = latest.get(zone.resource.id)
    return { ...zoneData(zone, place), lastChangeAt: changedAt === undefined ? null : isoTime(changedAt) }
  })
}

function searchFor(search: string | undefined): (zone: Zone) => boolean {
  if (search === undefined) return () => true
  const text = searchedText(search)
  const texts = ({ domain, resource }: Zone) => [domain, withUnicodeLabels(domain), searchedText(resource.name)]
  return zone => texts(zone).some(one => one.includes(text))
}

/** What zones are sorted by; the id makes it each zone's own. */
type Key = readonly [text: string, id: number]
interface Sorted {
  key: Key
  zone: Zone
}

function sorted(zones: readonly Zone[], { sort, order }: ListZonesQuery): Sorted[] {
  const keyed = zones.map(zone => ({ key: [textOf(zone, sort), zone.resource.id] as const, zone }))
  return keyed.sort((one, other) => compareKeys(one.key, other.key, order))
}

function textOf({ domain, resource }: Zone, sort: ListZonesQuery['sort'] = 'id'): string {
  switch (sort) {
    case 'id':
      return ''
    case 'domain':
      return nameSortKey(domain)
    case 'name':
      return searchedText(resource.name)
  }
}

function behind(zones: readonly Sorted[], { order }: ListZonesQuery, place: Key): Sorted[] {
  return zones.filter(({ key }) => compareKeys(key, place, order) > 0)
}

function compareKeys(one: Key, other: Key, order: ListZonesQuery['order'] = 'asc'): number {
  const compared = one[0] === other[0] ? one[1] - other[1] : one[0] < other[0] ? -1 : 1
  return order === 'asc' ? compared : -compared
}

function cursorFromKey([text, id]: Key): string {
  return Buffer.from(`${id} ${text}`, 'utf8').toString('base64url')
}

function keyFromCursor(cursor: string): Key {
  const [, id, text] = /^([1-9]\d{0,14}) (.*)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (id !== undefined && text !== undefined) return [text, Number(id)]
  throw invalidCursor()
}
