import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { News } from './backend.ts'
import { createListeners, decodeNotice, encodeNotice } from './notices.ts'
import { openSession, type Session } from './postgres-session.ts'

const channel = 'zoneplane'
const firstDelay = 100
const longestDelay = 5_000

/**
 * Notices through LISTEN and NOTIFY, this process's own included. Connected from the start, so that whoever listens misses
 * nothing from then on; a connection that breaks is made anew until it holds.
 */
export async function openPostgresNews(databaseUrl: string): Promise<News & { close(): Promise<void> }> {
  const listeners = createListeners()
  const ownName = randomUUID()
  let session: Session | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  async function connect() {
    const opened = await openSession(databaseUrl, { name: 'zoneplane notices', onLost, onNotification })
    session = opened
    await opened.query(`listen ${channel}`)
  }

  function onNotification(payload: string) {
    const notice = decodeNotice(payload, ownName)
    if (notice !== undefined) listeners.tell(notice)
  }

  function onLost() {
    if (!closed) reconnectAfter(firstDelay)
  }

  function reconnectAfter(delay: number) {
    clearTimeout(retry)
    retry = setTimeout(() => reconnect(delay), delay).unref()
  }

  async function reconnect(delay: number) {
    try {
      await connect()
      if (closed) await session?.close()
      else listeners.tellOfGap()
    } catch {
      await session?.close()
      if (!closed) reconnectAfter(Math.min(delay * 2, longestDelay))
    }
  }

  async function close() {
    closed = true
    clearTimeout(retry)
    await session?.close()
  }

  try {
    await connect()
  } catch (error) {
    await close()
    throw error
  }
  return {
    listen: listeners.add,
    close,
    async publish(queries, notices) {
      const payloads = JSON.stringify(notices.map(notice => encodeNotice(notice, ownName)))
      await sql`
        select pg_notify(${channel}, item.value)
        from json_array_elements_text(${payloads}::json) as item(value)`.execute(queries)
    },
  }
}
