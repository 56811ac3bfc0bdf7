import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { nameSortKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { matchesSearch, searchedText } from '../plan/search-sets.ts'
import type { Backend, Dialect } from './backend.ts'
import { orMissing, type RRsetRow, rrsetOf } from './hosted-zone-reads.ts'
import type { HostedZones } from './store.ts'
import type { Queries } from './tables.ts'

type PageQuery = Parameters<HostedZones['page']>[1]
type Filter = Parameters<HostedZones['count']>[1]
type Row = RRsetRow & { sort_key: string }
type Reader = Pick<Backend, 'queries' | 'dialect'>

/** By what rows stand in order; together they tell every row of a zone from every other. */
const orders = {
  name: ['sort_key', 'type'],
  type: ['type', 'sort_key'],
  ttl: ['ttl', 'sort_key', 'type'],
} as const satisfies Record<string, readonly (keyof Row)[]>

export async function pageOfRRsets({ queries, dialect }: Reader, id: number, query: PageQuery): Promise<RRset[]> {
  const search = query.search === undefined ? undefined : searchOf(dialect, query.search)
  const rows = search === undefined ? await page(queries, id, query) : await searchPage(queries, id, query, search)
  return orMissing(queries, id, rows.map(rrsetOf))
}

export async function countRRsets({ queries, dialect }: Reader, id: number, filter: Filter): Promise<number> {
  const search = filter.search === undefined ? undefined : searchOf(dialect, filter.search)
  const counted = narrowed(queries, id, filter).select(({ fn }) => fn.countAll<number | string>().as('count'))
  const { count } = await (search?.plain ? counted.where(search.plain) : counted).executeTakeFirstOrThrow()
  if (Number(count) === 0) await orMissing(queries, id, [])
  if (search === undefined) return Number(count)
  const others = await matchingOthers(queries, id, filter, search)
  return (search.plain === undefined ? 0 : Number(count)) + others.length
}

function narrowed(queries: Queries, id: number, { name, type }: Filter) {
  let found = queries.selectFrom('record_sets').where('hosted_zone_id', '=', id)
  if (name !== undefined) found = found.where('sort_key', '=', nameSortKey(name))
  if (type !== undefined) found = found.where('type', '=', type)
  return found
}

const columns = ['sort_key', 'name', 'type', 'ttl', 'records'] as const

async function page(queries: Queries, id: number, query: PageQuery, where?: RawBuilder<SqlBool>): Promise<Row[]> {
  const { limit, after, sort = 'name', descending = false } = query
  const order = orders[sort]
  let found = narrowed(queries, id, query).select(columns)
  if (where !== undefined) found = found.where(where)
  if (after !== undefined)
    found = found.where(isBeyond(order, { ...after, sort_key: nameSortKey(after.name) }, descending))
  for (const column of order) found = found.orderBy(column, descending ? 'desc' : 'asc')
  return found.limit(limit).execute()
}

type Place = Pick<Row, 'sort_key' | 'type' | 'ttl'>

function isBeyond(order: readonly (keyof Place)[], place: Place, descending: boolean): RawBuilder<SqlBool> {
  const columns = sql.join(order.map(column => sql.ref(column)))
  return sql`(${columns}) ${sql.raw(descending ? '<' : '>')} (${sql.join(order.map(column => place[column]))})`
}

/** What is found in the rows whose text says all by itself, and in the others, in one order. */
async function searchPage(queries: Queries, id: number, query: PageQuery, search: Search): Promise<Row[]> {
  const { limit, after, sort = 'name', descending = false } = query
  const plain = search.plain === undefined ? [] : await page(queries, id, query, search.plain)
  const others = await matchingOthers(queries, id, query, search)
  if (others.length === 0) return plain
  const compare = comparing(orders[sort], descending)
  const place = after && { ...after, sort_key: nameSortKey(after.name) }
  const beyond = place === undefined ? others : others.filter(row => compare(row, place) > 0)
  return [...plain, ...beyond].sort(compare).slice(0, limit)
}

function comparing(order: readonly (keyof Place)[], descending: boolean): (one: Place, other: Place) => number {
  return (one, other) => {
    const column = order.find(column => one[column] !== other[column])
    if (column === undefined) return 0
    return one[column] < other[column] !== descending ? -1 : 1
  }
}

async function matchingOthers(queries: Queries, id: number, filter: Filter, search: Search): Promise<Row[]> {
  const rows: Row[] = await narrowed(queries, id, filter).select(columns).where(search.others).execute()
  return rows.filter(row => matchesSearch(rrsetOf(row), search.text))
}

interface Search {
  text: string
  /** Rows that the database itself finds the text in. Absent where it can't tell. */
  plain?: RawBuilder<SqlBool>
  /** Rows in which the text may be, that have to be looked at one by one. */
  others: RawBuilder<SqlBool>
}

/**
 * Nearly all rows are stored as people read them, and the database searches those: records lie in a JSON list, in which a text
 * without its signs is found only inside of one record. Rows with an escape (of a name or record, or of the list: `\\`), an IDN, or
 * a text in several strings are few, and read otherwise than they are written.
 */
function searchOf(dialect: Dialect, wanted: string): Search {
  const text = searchedText(wanted)
  const has = (column: RawBuilder<unknown>, part: string) => sql<SqlBool>`${position(dialect, column, part)} > 0`
  const either = (...parts: RawBuilder<SqlBool>[]) => sql<SqlBool>`(${sql.join(parts, sql` or `)})`
  const [name, records] = [sql.ref('name'), sql.ref('records')]
  const special = either(
    ...['\\', 'xn--'].map(part => has(name, part)),
    ...['\\\\', 'xn--', '\\" \\"'].map(part => has(records, part)),
  )
  const inEither = (part: string) => either(has(name, text), has(lowerCase(dialect, records), part))
  if (/^[ -~]+$/.test(text) && !/["\\,[\]]/.test(text)) {
    return { text, plain: sql<SqlBool>`(${inEither(text)} and not ${special})`, others: special }
  }
  return { text, others: either(special, inEither(JSON.stringify(text).slice(1, -1))) }
}

function position(dialect: Dialect, column: RawBuilder<unknown>, part: string): RawBuilder<number> {
  return dialect === 'sqlite' ? sql`instr(${column}, ${part})` : sql`strpos(${column}, ${part})`
}

/** What is stored is ASCII; PostgreSQL would ask the locale about each of its characters. */
function lowerCase(dialect: Dialect, column: RawBuilder<unknown>): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`lower(${column})` : sql`lower(${column} collate "C")`
}
