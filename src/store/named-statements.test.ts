import type { Kysely } from 'kysely'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { requireServer } from '../../test/servers/available.ts'
import { findPostgres } from '../../test/servers/postgres.ts'
import { newChangeSet } from '../../test/store/stored-changes.ts'
import { sharedDatabases } from '../../test/store/two-stores.ts'
import { openPostgres } from './postgres.ts'

describe.skipIf(!requireServer('PostgreSQL', findPostgres()))('statements on PostgreSQL', () => {
  const databases = sharedDatabases()

  test('are planned once on each connection, and not those that give all columns', async () => {
    const { options } = await databases.open()
    const backend = await openPostgres(options.databaseUrl!)
    const plans = await backend.transaction(async queries => {
      const named = () => queries.selectFrom('projects').select('name').where('id', '=', 1).execute()
      const unnamed = () => queries.selectFrom('projects').selectAll().where('id', '=', 1).execute()
      for (const ask of [named, unnamed, named, unnamed]) await ask()
      const about = queries as unknown as Kysely<{ pg_prepared_statements: { statement: string } }>
      return about.selectFrom('pg_prepared_statements').select('statement').execute()
    })
    expect(plans.map(({ statement }) => statement)).toEqual(['select "name" from "projects" where "id" = $1'])
    await backend.close()
  })

  test('go on when another version adds a column to their table', async () => {
    const { options, one: store } = await databases.open()
    const [set] = await store.changeSets.create([newChangeSet()])
    const ask = async () => [
      await store.changeSets.get(1, set!.id),
      await store.changeSets.pending(1),
      await store.changeSets.list(1, { limit: 9 }),
      await store.hostedZones.list(),
    ]
    const before = await ask()
    const client = new Client({ connectionString: options.databaseUrl })
    await client.connect()
    await client.query('alter table change_sets add column novelty text')
    await client.query('alter table hosted_zones add column novelty text')
    await client.end()
    expect(await ask()).toEqual(before)
  })
})
