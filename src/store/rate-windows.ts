import { type RawBuilder, sql } from 'kysely'
import type { RateWindows } from './store.ts'
import type { Queries } from './tables.ts'

/** A request that can't be counted in this time isn't sent. */
const answerMilliseconds = 3_000

/** Slices of a window: a request counts until the slice that it fell into has left the window, at most so much longer than needed. */
const slices = 64

/**
 * One row for each account, locked for as long as one statement takes: who asks at the same time is counted one after another, by
 * the database's clock, however the instances' own clocks go. A row holds how many requests fell into each slice of the window
 * (`amounts`, by the slices' `ends`; only those with any), so it stays small at any rate. `wait` is what the last one was told.
 */
export function postgresRateWindows(queries: Queries): RateWindows {
  const run = (statement: RawBuilder<Row>) =>
    statement.execute(queries, { signal: AbortSignal.timeout(answerMilliseconds) })

  return {
    async take(account, { most, milliseconds }) {
      const [row] = (await run(takeOne(account, most, Math.ceil(milliseconds)))).rows
      if (row === undefined) throw new Error('PostgreSQL has counted a request and says nothing')
      return row.wait
    },

    async stop(account, milliseconds) {
      const until = sql`${clock} + ${Math.ceil(milliseconds)}::bigint`
      await run(sql`
        insert into rate_windows as own (account, ends, amounts, stopped_until, wait, expires_at)
        values (${account}, '{}', '{}', ${until}, 0, ${until})
        on conflict (account) do update set
          stopped_until = greatest(own.stopped_until, excluded.stopped_until),
          expires_at = greatest(own.expires_at, excluded.expires_at)`)
    },

    async deleteExpired() {
      const { numAffectedRows } = await run(sql`delete from rate_windows where expires_at < ${clock}`)
      return Number(numAffectedRows ?? 0)
    },
  }
}

interface Row {
  wait: number
}

/** Milliseconds since 1970, when it's computed: `now()` would be when the statement began to wait for the row. */
const clock = sql`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * Where fewer than `most` are counted, one more; else how long until enough have left. What ends further ahead than a window was
 * counted before the database's clock was set back, and would be in the way until then.
 */
function takeOne(account: string, most: number, milliseconds: number): RawBuilder<Row> {
  const slice = Math.max(1, Math.ceil(milliseconds / slices))
  const window = sql`${milliseconds}::bigint`
  const sliceEnd = (time: RawBuilder<unknown>) => sql`(${time} / ${slice}::bigint + 1) * ${slice}::bigint`
  const expiry = (time: RawBuilder<unknown>) => sql`${time} + ${milliseconds + slice}::bigint`
  const time = sql`at.time`
  return sql`
    insert into rate_windows as own (account, ends, amounts, stopped_until, wait, expires_at)
    select ${account}, array[${sliceEnd(time)}], array[1], 0, 0, ${expiry(time)}
    from (select ${clock} as time offset 0) as at
    on conflict (account) do update set (ends, amounts, wait, expires_at) = (
      select
        case when wait > 0 or last = fresh then ends else ends || fresh end,
        case
          when wait > 0 then amounts
          when last = fresh then amounts[:cardinality(amounts) - 1] || amounts[cardinality(amounts)] + 1
          else amounts || 1
        end,
        wait,
        greatest(own.stopped_until, ${expiry(sql`time`)})
      from (
        select
          time,
          greatest(${sliceEnd(sql`time`)}, max(till)) as fresh,
          max(till) as last,
          coalesce(array_agg(till order by till) filter (where till is not null), '{}') as ends,
          coalesce(array_agg(amount order by till) filter (where till is not null), '{}') as amounts,
          greatest(
            max(till) filter (where from_newest >= ${most}::integer) + ${window} - time,
            own.stopped_until - time,
            0
          ) as wait
        from (select ${clock} as time offset 0) as at
        left join lateral (
          select till, amount, sum(amount) over (order by till desc) as from_newest
          from unnest(own.ends, own.amounts) as sent(till, amount)
          where till > time - ${window} and till <= time + ${window}
        ) as counted on true
        group by time
      ) as state
    )
    returning wait`
}
