import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient } from 'pg'

/** Texts that vary without end must not fill the server's memory. */
const mostNames = 500

/**
 * The same pool, with statements that have names: each connection plans one once and not each time it's asked, which costs more
 * than to run a small one.
 */
export function namingStatements(pool: Pool): PostgresPool {
  const names = new Map<string, string>()

  function nameOf(text: string): string | undefined {
    const known = names.get(text)
    if (known !== undefined || names.size >= mostNames || !canHaveName(text)) return known
    const name = `zoneplane_${names.size}`
    names.set(text, name)
    return name
  }

  return {
    options: pool.options,
    connect: async () => withNames(await pool.connect(), nameOf),
    end: () => pool.end(),
  }
}

/** One that gives all columns of a table fails from the moment on when a newer version of the program has added one. */
function canHaveName(text: string): boolean {
  return text.includes('$1') && !text.includes('*')
}

function withNames(client: PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]) => {
    const name = nameOf(text)
    return client.query({ text, values: [...values], ...(name !== undefined && { name }) })
  }
  // Kysely would hand over cursors too, if it had been given any.
  return { query: query as unknown as PostgresPoolClient['query'], release: destroy => client.release(destroy) }
}
