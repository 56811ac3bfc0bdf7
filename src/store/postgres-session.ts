import { Client } from 'pg'

/** A connection of its own that lives long: what it holds on the server ends with it, and whoever has it is told. */
export interface Session {
  readonly alive: boolean
  /** Rejects where no answer comes in time too, and the session is lost then. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Without `onLost`. */
  close(): Promise<void>
}

/** Several within the time after which the server ends the session that holds the leases. */
const heartbeatMilliseconds = 1_500
/** A connection that carries nothing for so long is taken for broken. */
const answerMilliseconds = 4_000

export async function openSession(
  databaseUrl: string,
  { name, onLost, onNotification }: { name: string; onLost(): void; onNotification?(payload: string): void },
): Promise<Session> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: name,
  })
  let alive = true
  let last: Promise<unknown> = Promise.resolve()
  let heartbeat: NodeJS.Timeout | undefined

  function end(): Promise<void> {
    alive = false
    clearInterval(heartbeat)
    return client.end().catch(() => {})
  }

  function lose() {
    if (!alive) return
    void end()
    onLost()
  }

  async function ask(text: string, values: readonly unknown[]) {
    if (!alive) throw new Error('The connection to PostgreSQL is lost')
    const timer = setTimeout(lose, answerMilliseconds)
    try {
      return (await client.query(text, [...values])).rows
    } finally {
      clearTimeout(timer)
    }
  }

  /** One after another. */
  function query(text: string, values: readonly unknown[] = []) {
    const answer = last.then(() => ask(text, values))
    last = answer.catch(() => {})
    return answer
  }

  client.on('error', lose)
  client.on('end', lose)
  client.on('notification', ({ payload }) => onNotification?.(payload ?? ''))
  try {
    await client.connect()
  } catch (error) {
    await end()
    throw error
  }
  heartbeat = setInterval(() => query('select 1').catch(() => {}), heartbeatMilliseconds).unref()
  return {
    get alive() {
      return alive
    },
    query,
    close: end,
  }
}
