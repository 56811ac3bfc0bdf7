import type { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely'
import { sqliteStatements } from './sqlite-statements.ts'
import type { Tables } from './tables.ts'

/** Queries on one connection; whoever has a transaction on it has it alone until the end. */
export function sqliteQueries(database: DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new NodeSqliteDialect({ database: sqliteStatements(database) }) })
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter() {
    return new NodeSqliteAdapter()
  }
}

/** SQLite's DDL is transactional, which Kysely leaves unused: a migration that a crash cuts short leaves nothing behind. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}
