import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { TestApp } from './test-app.ts'

/** Every row there is, as one text, but for what counts requests and tells when a key was last used. */
export interface StoredRows {
  read(): Promise<string>
  close(): Promise<void>
}

type Row = Record<string, unknown>
interface Connection {
  select(sql: string): Promise<Row[]>
  close(): Promise<void>
}

export async function openStoredRows(zoneplane: TestApp): Promise<StoredRows> {
  const { databaseUrl, dataDir } = zoneplane
  const connection = databaseUrl === undefined ? openSqlite(dataDir) : await openPostgres(databaseUrl)
  const listTables =
    databaseUrl === undefined
      ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
      : "select table_name as name from information_schema.tables where table_schema = 'public' order by name"
  return {
    async read() {
      const names = (await connection.select(listTables)).map(({ name }) => String(name))
      const rows: Row[][] = []
      for (const name of names.filter(name => name !== 'counters')) {
        rows.push(await connection.select(`select * from "${name}"`))
      }
      return JSON.stringify(rows, (key, value) => (key === 'last_used_at' ? undefined : value))
    },
    close: connection.close,
  }
}

function openSqlite(dataDir: string): Connection {
  const database = new DatabaseSync(join(dataDir, 'zoneplane.db'), { readOnly: true })
  return {
    select: async sql => database.prepare(sql).all() as Row[],
    close: async () => database.close(),
  }
}

async function openPostgres(connectionString: string): Promise<Connection> {
  const client = new Client({ connectionString })
  await client.connect()
  return {
    select: async sql => (await client.query(sql)).rows as Row[],
    close: () => client.end(),
  }
}
