import { randomUUID } from 'node:crypto'
import type { ResourceConnection } from '../store/store.ts'
import { callerFromStore } from './connection-caller.ts'
import { abandonedMilliseconds, carryOut } from './connection-operation.ts'
import type { Deps } from './deps.ts'
import { inChunks } from './in-chunks.ts'

/** How often every instance looks for what nobody works on any more. */
const everyMilliseconds = 3_000

/**
 * Carries on with operations on connections whose process is gone, in the name of whoever asked: what was sent is found by its
 * key, and told by what became of it; what wasn't is sent. So nothing stays `connecting`.
 * `isAlone`: no other process has the store, so everything begun before now is abandoned.
 */
export function recoverConnections(deps: Deps, { isAlone }: { isAlone: boolean }): { close(): Promise<void> } {
  const startedAt = deps.now()
  let running: Promise<void> | undefined
  const look = () => {
    const before = deps.now() - abandonedMilliseconds
    running ??= carryOnAll(deps, isAlone ? Math.max(before, startedAt) : before)
      .catch(err => deps.log.warn({ err }, 'unfinished resource connections could not be looked for'))
      .finally(() => {
        running = undefined
      })
  }
  look()
  const timer = setInterval(look, everyMilliseconds)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}

/** Those that nobody has taken on since then. */
export async function carryOnAll(deps: Deps, before: number): Promise<void> {
  await inChunks(await deps.store.resourceConnections.abandoned(before), connection => carryOn(deps, connection))
}

async function carryOn(deps: Deps, connection: ResourceConnection): Promise<void> {
  const { id, operation } = connection
  if (operation === null) return
  // Of all who have found it one takes it over, and whoever had it, if they are only slow, has it no more.
  const taken = { ...operation, id: randomUUID(), startedAt: deps.now() }
  const fields = { operation: taken, now: deps.now() }
  if (!(await deps.store.resourceConnections.update(id, operation.id, fields))) return
  try {
    await carryOut(deps, callerFromStore(operation.caller), { connection, operation: taken })
  } catch (err) {
    // It's `failed` now with the reason, or will be looked at again.
    deps.log.info({ err, connection: id }, 'a resource connection that was left unfinished could not be made')
  }
}
