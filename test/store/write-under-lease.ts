import { createInterface } from 'node:readline'
import { openStore } from '../../src/store/database.ts'
import type { Lease } from '../../src/store/history.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { storeOptions } from './store-options.ts'
import { createChange } from './stored-changes.ts'

/**
 * Takes the lease of zone 1 and prints `leased`, then does what the lines of its input say, and prints what came of each:
 * `commit <label>` and `settle` under that lease; `begin`, which prints `begun`, commits inside a transaction and leaves that
 * open until the next line.
 */
const store = await openStore(storeOptions())
const lease = (await store.leases.tryTake(1))!
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
console.log('leased')
for await (const line of lines) console.log(await resultOf(line))
await store.close()

async function resultOf(line: string): Promise<string> {
  try {
    return await act(line.split(' '))
  } catch (error) {
    return error instanceof StoreError ? error.code : 'failed'
  }
}

async function act([verb, label = 'x']: string[]): Promise<string> {
  if (verb === 'settle') return String(await store.changeSets.settle({ activities: [], settlements: [], lease }))
  if (verb === 'commit') return commit(store, label, lease)
  return store.transaction(async tx => {
    await commit(tx, label, lease)
    console.log('begun')
    await lines.next()
    return 'ended'
  })
}

async function commit(store: Store, label: string, lease: Lease): Promise<string> {
  const result = await store.hostedZones.commit(1, [createChange(label)], { activities: [], settlements: [], lease })
  return 'committed' in result ? 'committed' : 'mismatch'
}
