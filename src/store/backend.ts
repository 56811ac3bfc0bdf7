import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Lease, Leases, Notice, Notices } from './history.ts'
import type { RateWindows } from './store.ts'
import type { Queries } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'

/** One of the two databases: queries, and what the two do in different ways. */
export interface Backend {
  readonly dialect: Dialect
  readonly queries: Queries
  readonly inTransaction: boolean
  /** All or nothing. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * All or nothing too, but works that are waiting at the same time may share one transaction, and with it one sync of the
   * disk. A work may be run a second time, after everything it did was rolled back: it does nothing but queries.
   */
  grouped<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** For a work of one statement, which is all or nothing by itself: as durable as one that is grouped. */
  single<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** For writes that may get lost when the power fails, but not when the process dies. Not a transaction. */
  unsynced<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Reads of one state of the database, however long they take, without holding writers up. */
  snapshot(): Promise<Snapshot>
  readonly news: News
  readonly leases: LeaseKeeper
  /** Counts by statements of its own, inside transactions too. Absent where there is one instance only. */
  readonly rateWindows?: RateWindows
  close(): Promise<void>
}

/** Notices as part of transactions. */
export interface News {
  /** Goes out when the transaction that `queries` belongs to is committed, or at once where there is none. */
  publish(queries: Queries, notices: readonly Notice[]): Promise<void>
  listen: Notices['listen']
}

export interface LeaseKeeper extends Leases {
  /**
   * In a transaction: throws `StoreError('lease_lost')` where the lease isn't ours any more, and keeps everybody else from
   * taking it until the transaction ends.
   */
  check(queries: Queries, lease: Lease): Promise<void>
}

export interface Snapshot {
  readonly queries: Queries
  end(): Promise<void>
}

/** The backend as the families see it inside a transaction: everything becomes part of it. */
export function withinTransaction(backend: Backend, queries: Queries): Backend {
  return {
    dialect: backend.dialect,
    queries,
    inTransaction: true,
    transaction: work => work(queries),
    grouped: work => work(queries),
    single: work => work(queries),
    unsynced: work => work(queries),
    snapshot: async () => ({ queries, end: async () => {} }),
    news: backend.news,
    leases: backend.leases,
    ...(backend.rateWindows && { rateWindows: backend.rateWindows }),
    close: async () => {},
  }
}

/**
 * The elements of a JSON list as rows of `item`, each in the column `value`: any number of rows through a single parameter, in a
 * statement whose text never varies.
 */
export function jsonRows(dialect: Dialect, list: readonly unknown[]): RawBuilder<unknown> {
  const json = JSON.stringify(list)
  return dialect === 'sqlite' ? sql`json_each(${json}) as item` : sql`json_array_elements(${json}::json) as item(value)`
}

/**
 * Whether a text column's value is in a list of any length. PostgreSQL gets an array, because it looks each element of one up in
 * the index, whereas it would rather read a whole zone than guess how many rows a JSON list has.
 */
export function isOneOf(dialect: Dialect, column: string, list: readonly string[]): RawBuilder<SqlBool> {
  if (dialect === 'postgres') return sql`${sql.ref(column)} = any(${list}::text[])`
  return sql`${sql.ref(column)} in (select item.value from ${jsonRows(dialect, list)})`
}
