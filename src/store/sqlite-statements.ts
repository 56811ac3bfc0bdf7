import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

/** Statements kept compiled. The program has fewer texts than this; those of tests and migrations come and go. */
const keptStatements = 500

/** `node:sqlite` in the shape that Kysely's SQLite driver calls, with statements compiled once and used again. */
export function sqliteStatements(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const kept = statements.get(sql)
      if (kept !== undefined) return kept
      const statement = adapt(database.prepare(sql))
      if (statements.size >= keptStatements) statements.clear()
      statements.set(sql, statement)
      return statement
    },
  }
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    // Rows as plain objects, as the other database gives them: node:sqlite makes them without a prototype.
    all: parameters => statement.all(...inputs(parameters)).map(row => ({ ...row })),
    run: parameters => statement.run(...inputs(parameters)),
    iterate: parameters => statement.iterate(...inputs(parameters)),
  }
}

/** Kysely hands parameters through as they were given; node:sqlite checks each. */
const inputs = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
