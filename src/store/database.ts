import { sql } from 'kysely'
import { activities } from './activities.ts'
import { apiKeys } from './api-keys.ts'
import { type Backend, withinTransaction } from './backend.ts'
import { catalogZones } from './catalog-zones.ts'
import { changeSets } from './change-sets.ts'
import { connections } from './connections.ts'
import { counters } from './counters.ts'
import { domains } from './domains.ts'
import { hostedZones } from './hosted-zones.ts'
import { idempotencyKeys } from './idempotency-keys.ts'
import { journal } from './journal.ts'
import { machineKeys } from './machine-keys.ts'
import { migrate } from './migrate.ts'
import { notices } from './notices.ts'
import { openPostgres } from './postgres.ts'
import { projects } from './projects.ts'
import { resourceConnections } from './resource-connections.ts'
import { resources } from './resources.ts'
import { secondaries } from './secondaries.ts'
import { secondaryStates } from './secondary-states.ts'
import { sessions } from './sessions.ts'
import { openSqlite } from './sqlite.ts'
import type { Store } from './store.ts'
import { subdomains } from './subdomains.ts'
import { users } from './users.ts'
import { workspaces } from './workspaces.ts'
import { zones } from './zones.ts'

/** How long a database may take to say that it's there. */
const pingMilliseconds = 5_000

export interface StoreOptions {
  /** Folder of the embedded database. */
  dataDir: string
  /** `postgres://…`; then nothing is written to the data folder. */
  databaseUrl?: string | undefined
  /** 32 bytes, see loadSecretKey. */
  secretKey: Uint8Array
}

/**
 * Opens the store and brings its tables up to date. Throws `StoreError('locked')` where another process has the data folder,
 * `StoreError('newer')` where a newer version of the program has been at work, and the database's own errors.
 */
export async function openStore({ dataDir, databaseUrl, secretKey }: StoreOptions): Promise<Store> {
  if (secretKey.length !== 32) throw new Error(`The secret key must have 32 bytes, and it has ${secretKey.length}`)
  const backend = databaseUrl === undefined ? openSqlite(dataDir) : await openPostgres(databaseUrl)
  try {
    await migrate(backend.queries, backend.dialect)
  } catch (error) {
    await backend.close()
    throw error
  }
  return storeOn(backend, secretKey)
}

function storeOn(backend: Backend, secretKey: Uint8Array): Store {
  return {
    users: users(backend),
    sessions: sessions(backend),
    apiKeys: apiKeys(backend),
    workspaces: workspaces(backend),
    projects: projects(backend),
    connections: connections(backend, secretKey),
    resources: resources(backend, secretKey),
    subdomains: subdomains(backend),
    resourceConnections: resourceConnections(backend),
    zones: zones(backend),
    hostedZones: hostedZones(backend),
    secondaries: secondaries(backend, secretKey),
    secondaryStates: secondaryStates(backend),
    journal: journal(backend),
    catalogZones: catalogZones(backend),
    domains: domains(backend),
    machineKeys: machineKeys(backend, secretKey),
    activities: activities(backend),
    counters: counters(backend),
    changeSets: changeSets(backend),
    idempotencyKeys: idempotencyKeys(backend, secretKey),
    leases: backend.leases,
    notices: notices(backend),
    ...(backend.rateWindows && { rateWindows: backend.rateWindows }),
    async transaction(work) {
      if (backend.inTransaction) throw new Error('A transaction inside a transaction is not offered')
      return backend.transaction(queries => work(storeOn(withinTransaction(backend, queries), secretKey)))
    },
    async ping() {
      await sql`select 1`.execute(backend.queries, { signal: AbortSignal.timeout(pingMilliseconds) })
    },
    close: () => backend.close(),
  }
}
