import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { LeaseKeeper } from './backend.ts'
import { gather } from './gather.ts'
import type { Lease } from './history.ts'
import { openSession, type Session } from './postgres-session.ts'
import { StoreError } from './store.ts'
import type { Queries } from './tables.ts'

/**
 * After so long without a sign of life the server ends the session that holds an instance's leases, and so frees them: an
 * instance that is paused, or cut off without a word, keeps nobody waiting longer.
 */
const pausedMilliseconds = 5_000

/** All leases of one instance, as advisory locks of one session. They end with it, and another session is opened for new ones. */
export function postgresLeases(databaseUrl: string): LeaseKeeper & { close(): Promise<void> } {
  let current: Promise<LeaseSession> | undefined
  let closed = false
  const held = new WeakMap<Lease, { session: LeaseSession; zoneId: number }>()

  function session(): Promise<LeaseSession> {
    if (closed) throw new Error('The store is closed')
    if (current !== undefined) return current
    const opening = openLeaseSession(databaseUrl, forget)
    function forget() {
      if (current === opening) current = undefined
    }
    current = opening
    opening.catch(forget)
    return opening
  }

  function leaseOf(session: LeaseSession, zoneId: number): Lease {
    const lease: Lease = {
      async confirm() {
        if (!held.has(lease)) throw lostError(zoneId)
        await session.confirm().catch(cause => Promise.reject(lostError(zoneId, cause)))
      },
      async release() {
        // With the session the lock is gone as well.
        if (held.delete(lease)) await session.unlock(zoneId).catch(() => {})
      },
    }
    held.set(lease, { session, zoneId })
    return lease
  }

  return {
    async tryTake(zoneId) {
      const own = await session()
      return (await own.tryLock(zoneId)) ? leaseOf(own, zoneId) : undefined
    },
    async check(queries, lease) {
      const { session, zoneId } = held.get(lease) ?? {}
      if (session === undefined || zoneId === undefined) throw new StoreError('lease_lost', 'The lease was given back')
      if (!session.alive || !(await isHeld(queries, session, zoneId))) throw lostError(zoneId)
    },
    async close() {
      closed = true
      await current?.then(
        open => open.close(),
        () => {},
      )
    },
  }
}

interface LeaseSession {
  readonly alive: boolean
  /** A lock that this session alone has, by which transactions on other connections know it. */
  readonly mark: string
  confirm(): Promise<void>
  tryLock(zoneId: number): Promise<boolean>
  unlock(zoneId: number): Promise<void>
  close(): Promise<void>
}

async function openLeaseSession(databaseUrl: string, onLost: () => void): Promise<LeaseSession> {
  const session = await openSession(databaseUrl, { name: 'zoneplane leases', onLost })
  const mark = keyOf('mark', randomBytes(6).readUIntBE(0, 6))
  try {
    await session.query(`set idle_session_timeout = ${pausedMilliseconds}`)
    await session.query('select pg_advisory_lock($1)', [mark])
  } catch (error) {
    await session.close()
    throw error
  }
  const answer = gather(async (askers: readonly undefined[]) => {
    await session.query('select 1')
    return [...askers]
  })
  return {
    get alive() {
      return session.alive
    },
    mark,
    async confirm() {
      await answer([undefined])
    },
    tryLock: zoneId => tryLock(session, zoneId),
    async unlock(zoneId) {
      await session.query('select pg_advisory_unlock($1)', [keyOf('lease', zoneId)])
    },
    close: () => session.close(),
  }
}

/**
 * The lease's lock, unless a transaction is under way that was begun under the lease of somebody who has lost it since: such a
 * one has the fence (see `isHeld`).
 */
async function tryLock(session: Session, zoneId: number): Promise<boolean> {
  const [row] = await session.query(
    `select case
      when not pg_try_advisory_lock($1) then false
      when pg_try_advisory_lock($2) then pg_advisory_unlock($2)
      else not pg_advisory_unlock($1)
    end as taken`,
    [keyOf('lease', zoneId), keyOf('fence', zoneId)],
  )
  return row?.taken === true
}

/**
 * Takes the zone's fence until the transaction ends, so that nobody can take the lease from here on, and then looks whether the
 * session that has the lease's lock is ours. The server's list of locks is that of the moment, not of the transaction's begin;
 * and "case" looks at it after its condition only
 * (https://www.postgresql.org/docs/current/sql-expressions.html#SYNTAX-EXPRESS-EVAL).
 */
async function isHeld(queries: Queries, { mark }: LeaseSession, zoneId: number): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select case when pg_advisory_xact_lock_shared(${keyOf('fence', zoneId)}) is not null then exists (
      select 1 from pg_locks
      where locktype = 'advisory' and mode = 'ExclusiveLock' and granted and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32 | objid::bigint) in (${keyOf('lease', zoneId)}, ${mark})
      group by pid having count(*) = 2
    ) end as held`.execute(queries)
  return rows[0]?.held === true
}

/** Two bytes apart from what others may lock in the same database. */
const namespaces = { lease: 0x5a50n, fence: 0x5a51n, mark: 0x5a52n }

/** Of 64 bits, so as text. */
function keyOf(namespace: keyof typeof namespaces, id: number): string {
  return String((namespaces[namespace] << 48n) | BigInt(id))
}

function lostError(zoneId: number, cause?: unknown): StoreError {
  return new StoreError('lease_lost', `The lease of zone ${zoneId} is lost`, { cause })
}
