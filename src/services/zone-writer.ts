import { AppError } from '../contract/errors.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import { type OpenZone, openZone } from './open-provider.ts'
import { type WriterDeps, type WriteUnit, writeGroup } from './write-group.ts'

/** The writer of one zone, while there is something to write. */
export interface ZoneWriter {
  submit(unit: Pick<WriteUnit, 'intents' | 'activities'>): Promise<IntentResult[]>
  exclusive<T>(work: (open: OpenZone) => Promise<T>): Promise<T>
}

/** How much may wait for one zone: beyond that callers would wait longer than they are willing to. */
const longestQueue = 2000

type Waiting = { kind: 'write'; unit: WriteUnit } | { kind: 'alone'; work(open: OpenZone): Promise<void>; fail: Fail }
type Fail = (error: unknown) => void

/**
 * Takes everything that waits at once, and looks again when that is done: what comes while a call is under way goes into the
 * next one together. `onIdle` is called when nothing is left; the writer is not used afterwards.
 */
export function createZoneWriter(deps: WriterDeps, zoneId: number, onIdle: () => void): ZoneWriter {
  let queue: Waiting[] = []
  let running = false

  function enqueue(waiting: Waiting): void {
    queue.push(waiting)
    if (running) return
    running = true
    void run()
  }

  async function run(): Promise<void> {
    while (queue.length > 0) await serve(takeNext())
    onIdle()
  }

  /** All writes up to the next piece of work that wants to be alone, or that piece. */
  function takeNext(): Waiting[] {
    const alone = queue.findIndex(waiting => waiting.kind === 'alone')
    const count = alone < 0 ? queue.length : Math.max(alone, 1)
    const taken = queue.slice(0, count)
    queue = queue.slice(count)
    return taken
  }

  async function serve(taken: readonly Waiting[]): Promise<void> {
    const [first] = taken
    try {
      const open = await openLive(deps, zoneId)
      if (first?.kind === 'alone') await first.work(open)
      else
        await writeGroup(
          deps,
          open,
          taken.flatMap(waiting => (waiting.kind === 'write' ? [waiting.unit] : [])),
        )
    } catch (error) {
      for (const waiting of taken) (waiting.kind === 'write' ? waiting.unit.reject : waiting.fail)(error)
    }
  }

  return {
    submit: ({ intents, activities }) =>
      new Promise((resolve, reject) => {
        if (queue.length < longestQueue) enqueue({ kind: 'write', unit: { intents, activities, resolve, reject } })
        else reject(new AppError('overloaded', 'Too many writes wait for this zone.', { retryAfter: 1 }))
      }),
    exclusive: work =>
      new Promise((resolve, reject) => {
        enqueue({ kind: 'alone', work: open => work(open).then(resolve), fail: reject })
      }),
  }
}

/** The zone as it is now: it may have gone while a write waited. */
async function openLive(deps: WriterDeps, zoneId: number): Promise<OpenZone> {
  const zone = await deps.store.zones.get(zoneId)
  if (zone === undefined) throw new AppError('not_found', `There is no zone ${zoneId}.`)
  return openZone(deps, zone)
}
