import { sql } from 'kysely'
import { serialOf } from '../plan/serial.ts'
import type { Backend } from './backend.ts'
import { soaRows } from './soa-rows.ts'
import type { Journal, JournalStep } from './store.ts'
import type { Queries } from './tables.ts'

/**
 * What is kept for each zone. Whoever is further behind is served better by the whole zone (RFC 1995 §5), and a server that has
 * the zone knows best which is shorter.
 */
const most = { steps: 10_000, bytes: 4 * 1024 * 1024 }
/** Steps between two looks whether there are too many. */
const trimInterval = 64

export function journal({ queries }: Backend): Journal {
  return {
    async since(hostedZoneId, serial) {
      const stored = await storedSerial(queries, hostedZoneId)
      if (stored === undefined) return undefined
      return stored === serial ? [] : stepsBetween(queries, hostedZoneId, { serial, stored })
    },

    async deleteUnfollowed() {
      const { numDeletedRows } = await queries
        .deleteFrom('journal')
        .where('hosted_zone_id', 'in', eb =>
          eb.selectFrom('hosted_zones').select('hosted_zones.id').where(isFollowed(), '=', 0),
        )
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

/** 1 where a secondary follows the row of `hosted_zones`, else 0. */
export function isFollowed() {
  return sql<number>`case
    when own_secondaries = 0 then cast(exists (
      select 1 from secondaries where secondaries.workspace_id = hosted_zones.workspace_id) as integer)
    else cast(exists (select 1 from zone_secondaries where hosted_zone_id = hosted_zones.id) as integer) end`
}

/** In the transaction of the commit, which keeps all others of the zone out. */
export async function keepStep(
  queries: Queries,
  hostedZoneId: number,
  serials: { before: number; after: number },
  step: JournalStep,
): Promise<void> {
  const difference = JSON.stringify(step)
  const bytes = Buffer.byteLength(difference)
  // One that is larger than all that is kept leaves a gap, as if there had been no journal.
  if (bytes > most.bytes) return
  const last = sql`from journal where hosted_zone_id = ${hostedZoneId} order by position desc limit 1`
  const { rows } = await sql<{ position: number; endBytes: number }>`
    insert into journal (hosted_zone_id, position, before_serial, serial, end_bytes, difference)
    values (${hostedZoneId}, coalesce((select position ${last}), 0) + 1, ${serials.before}, ${serials.after},
      coalesce((select end_bytes ${last}), 0) + ${bytes}, ${difference})
    returning position, end_bytes as "endBytes"`.execute(queries)
  const { position, endBytes } = rows[0]!
  if (position % trimInterval === 0 || bytes > most.bytes / trimInterval) {
    await trim(queries, hostedZoneId, { position: position - most.steps, bytes: endBytes - most.bytes })
  }
}

async function trim(queries: Queries, hostedZoneId: number, last: { position: number; bytes: number }) {
  await queries
    .deleteFrom('journal')
    .where('hosted_zone_id', '=', hostedZoneId)
    .where(({ or, eb }) => or([eb('position', '<=', last.position), eb('end_bytes', '<=', last.bytes)]))
    .execute()
}

export async function storedSerial(queries: Queries, hostedZoneId: number): Promise<number | undefined> {
  const row = await soaRows(queries).select('records').where('hosted_zones.id', '=', hostedZoneId).executeTakeFirst()
  const [soa] = row === undefined ? [] : (JSON.parse(row.records) as string[])
  return soa === undefined ? undefined : serialOf(soa)
}

/** Undefined where one is missing: nobody followed the zone then, or it has been trimmed. */
async function stepsBetween(
  queries: Queries,
  hostedZoneId: number,
  { serial, stored }: { serial: number; stored: number },
): Promise<JournalStep[] | undefined> {
  const rows = await queries
    .selectFrom('journal')
    .select(['before_serial as before', 'serial as after', 'difference'])
    .where('hosted_zone_id', '=', hostedZoneId)
    .where('position', '>=', eb =>
      eb
        .selectFrom('journal')
        .select(({ fn }) => fn.max('position').as('first'))
        .where('hosted_zone_id', '=', hostedZoneId)
        .where('before_serial', '=', serial),
    )
    .orderBy('position')
    .execute()
  const isWhole = rows.every(({ before }, index) => before === (index === 0 ? serial : rows[index - 1]!.after))
  // What was committed between the two reads is more than was asked for, and as good.
  const end = rows.findLastIndex(({ after }) => after === stored)
  if (!isWhole || end < 0) return undefined
  return rows.slice(0, end + 1).map(({ difference }) => JSON.parse(difference) as JournalStep)
}
