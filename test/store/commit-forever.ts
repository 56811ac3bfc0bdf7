import type { Change } from '../../src/plan/types.ts'
import { openStore } from '../../src/store/database.ts'
import type { Ledger } from '../../src/store/history.ts'
import type { Store } from '../../src/store/store.ts'
import { storeOptions } from './store-options.ts'

/**
 * Commits to the hosted zone 1 of workspace 1 without end, in three loops at once, and prints the id of every commit that was
 * acknowledged. Commit `<id>` makes the sets `<id>.a` and `<id>.b`, and an activity with `<id>` as its subject.
 */
const store = await openStore(storeOptions())
const start = String(process.pid)
await Promise.all([0, 1, 2].map(loop => commitForever(store, `${start}-${loop}`)))

async function commitForever(store: Store, prefix: string) {
  for (let count = 0; ; count++) {
    const id = `${prefix}-${count}`
    const result = await store.hostedZones.commit(1, [create(`${id}.a`), create(`${id}.b`)], ledgerOf(id))
    if (!('committed' in result)) throw new Error(`${id} was not committed`)
    console.log(id)
  }
}

function create(label: string): Change {
  return { op: 'create', after: { name: `${label}.example.com.`, type: 'TXT', ttl: 300, records: [`"${label}"`] } }
}

function ledgerOf(subject: string): Ledger {
  const activity = {
    workspaceId: 1,
    projectId: null,
    environmentId: null,
    resourceId: null,
    actorKind: 'system',
    actorId: null,
    actorName: 'child',
    action: 'record_set.put',
    subject,
    requestId: subject,
    address: null,
    before: null,
    after: null,
    now: 0,
  } as const
  return { activities: [activity], settlements: [] }
}
