import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from './sqlite.ts'
import type { Queries } from './tables.ts'

test('every commit is synced, but for those that may be lost when the power fails', async () => {
  const backend = open()
  const outside = () => synchronous(backend.queries)
  expect(await outside()).toBe(full)
  expect(await backend.unsynced(queries => synchronous(queries))).toBe(normal)
  expect(await outside()).toBe(full)
  expect(await backend.unsynced(queries => synchronous(queries))).toBe(normal)
  const failing = backend.unsynced(async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await outside()).toBe(full)
  expect(await backend.transaction(queries => synchronous(queries))).toBe(full)
})

test('a synced commit does not slip in between those that are not', async () => {
  const backend = open()
  let seen: unknown
  const unsynced = backend.unsynced(async queries => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return synchronous(queries)
  })
  const synced = backend.transaction(async queries => {
    seen = await synchronous(queries)
  })
  expect(await unsynced).toBe(normal)
  await synced
  expect(seen).toBe(full)
})

test('the log is a write-ahead log, and keys between tables are checked', async () => {
  const { queries } = open()
  expect(await pragma(queries, 'journal_mode')).toBe('wal')
  expect(await pragma(queries, 'foreign_keys')).toBe(1)
})

test('works that wait at the same time share a transaction, and each has its own result', async () => {
  const backend = open()
  await backend.queries.schema.createTable('seen').addColumn('at', 'integer').execute()
  const transactionOf = async (queries: Queries) => {
    // Another connection sees nothing of a transaction until its end, so it tells where that is.
    await sql`insert into seen values (1)`.execute(queries)
    const reader = await backend.snapshot()
    const { rows } = await sql<{ count: number }>`select count(*) as count from seen`.execute(reader.queries)
    await reader.end()
    return rows[0]!.count
  }
  const works = Array.from({ length: 5 }, (_, index) =>
    backend.grouped(async queries => [index, await transactionOf(queries)]),
  )
  expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4].map(index => [index, 0]))
  expect(await backend.grouped(transactionOf)).toBe(5)
})

const [normal, full] = [1, 2]

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-sqlite-'))
  const backend = openSqlite(folder)
  onTestFinished(async () => {
    await backend.close()
    rmSync(folder, { recursive: true })
  })
  return backend
}

const synchronous = (queries: Queries) => pragma(queries, 'synchronous')

async function pragma(queries: Queries, name: string) {
  // A text of its own each time, since SQLite reads some pragmas when it compiles them and a statement is kept.
  const text = sql.raw(`pragma ${name} -- ${Math.random()}`)
  const { rows } = await sql<Record<string, unknown>>`${text}`.execute(queries)
  return rows[0]![name]
}
