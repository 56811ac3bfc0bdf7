import { sql } from 'kysely'
import type { Name } from '../dns/rrset.ts'
import type { Backend } from './backend.ts'
import { rowList } from './row-list.ts'
import type { SecondaryNews, SecondaryStates } from './store.ts'

const noted = {
  secondary_id: 'bigint',
  domain: 'text',
  seen_serial: 'bigint',
  busy_until: 'bigint',
  notified: 'text',
  transferred: 'text',
  seen: 'text',
} as const
const claimed = { secondary_id: 'bigint', domain: 'text' } as const

export function secondaryStates({ queries, dialect, unsynced }: Backend): SecondaryStates {
  return {
    async of(domain) {
      const rows = await queries
        .selectFrom('secondary_states')
        .select(['secondary_id as secondaryId', 'domain', 'notified', 'transferred', 'seen'])
        .where('domain', '=', domain)
        .orderBy('secondary_id')
        .execute()
      return rows.map(({ notified, transferred, seen, ...pair }) => ({
        ...pair,
        notified: parse(notified),
        transferred: parse(transferred),
        seen: parse(seen),
      }))
    },

    async note(news) {
      if (news.length === 0) return
      // What is told of a secondary that has been deleted meanwhile finds none to join.
      await unsynced(queries =>
        sql`
          insert into secondary_states (secondary_id, domain, seen_serial, busy_until, notified, transferred, seen)
          select item.secondary_id, item.domain, item.seen_serial, coalesce(item.busy_until, 0), item.notified,
            item.transferred, item.seen
          from ${rowList(dialect, noted, inOrder(news).map(rowOf))}
          join secondaries on secondaries.id = item.secondary_id where true
          on conflict (secondary_id, domain) do update set
            seen_serial = coalesce(excluded.seen_serial, secondary_states.seen_serial),
            busy_until = case when excluded.busy_until > 0 then excluded.busy_until else secondary_states.busy_until end,
            notified = coalesce(excluded.notified, secondary_states.notified),
            transferred = coalesce(excluded.transferred, secondary_states.transferred),
            seen = coalesce(excluded.seen, secondary_states.seen)`.execute(queries),
      )
    },

    positions: () =>
      queries
        .selectFrom('secondary_states')
        .select(['secondary_id as secondaryId', 'domain', 'seen_serial as serial', 'busy_until as busyUntil'])
        .execute(),

    async claim(pairs, { now, until }) {
      if (pairs.length === 0) return []
      const rows = inOrder(pairs).map(({ secondaryId, domain }) => ({ secondary_id: secondaryId, domain }))
      return unsynced(async queries => {
        const { rows: taken } = await sql<{ secondaryId: number; domain: Name }>`
          insert into secondary_states (secondary_id, domain, busy_until)
          select item.secondary_id, item.domain, cast(${until} as bigint) from ${rowList(dialect, claimed, rows)}
          join secondaries on secondaries.id = item.secondary_id where true
          on conflict (secondary_id, domain) do update set busy_until = excluded.busy_until
            where secondary_states.busy_until <= ${now}
          returning secondary_id as "secondaryId", domain`.execute(queries)
        return taken
      })
    },
  }
}

/** The same everywhere, so that two instances that write the same rows wait for each other instead of both. */
function inOrder<Pair extends { secondaryId: number; domain: Name }>(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((one, other) => one.secondaryId - other.secondaryId || (one.domain < other.domain ? -1 : 1))
}

function rowOf({ secondaryId, domain, notified, transferred, seen, busyUntil }: SecondaryNews) {
  return {
    secondary_id: secondaryId,
    domain,
    seen_serial: seen?.serial ?? null,
    busy_until: busyUntil ?? null,
    notified: text(notified),
    transferred: text(transferred),
    seen: text(seen),
  }
}

const text = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value))

function parse<State>(json: string | null): State | null {
  return json === null ? null : (JSON.parse(json) as State)
}
