import { AppError, problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { Danger } from '../plan/dangers.ts'
import type { IntentResult } from '../plan/resolve-all.ts'
import type { Change, Intent } from '../plan/types.ts'
import type { ChangeRecord, ChangeSet, Notice } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import type { Sending } from './apply-batch.ts'
import { awaitEnd, findEarlier } from './change-set-earlier.ts'
import { notSettledError } from './change-set-end.ts'
import { newChangeSet, writeMilliseconds } from './change-set-from-submission.ts'
import { createIntake } from './change-set-intake.ts'
import { recallChanges } from './change-set-settle.ts'
import { createUnit, type Waiter, type WriteUnit } from './change-set-unit.ts'
import type { Caller, Deps, Log } from './deps.ts'
import type { EngineDeps } from './engine-deps.ts'
import { createZoneLeases } from './engine-leases.ts'
import { createEngineRecorder, type EngineStats } from './engine-stats.ts'
import { createTurns } from './engine-turns.ts'
import { interruptedImport, isLargeImport } from './import-end.ts'
import { isInteractive } from './is-interactive.ts'
import { managedProblemsOf } from './managed-sets.ts'
import { kindOf, type OpenDeps, type OpenZone, openZone } from './open-provider.ts'
import { planIntents } from './plan-intents.ts'
import { dangersError } from './provider-errors.ts'
import { recallAttempts } from './sent-plans.ts'
import { createZoneWriter, type WriterRoom, type ZoneWriter } from './zone-writer.ts'

/** One writer per zone: whatever waits for a zone goes to its provider as one plan. Every write to a zone goes through here. */
export interface ZoneWriters {
  /**
   * Stores what the caller wants as a change set, unless they have asked for it before under the same idempotency key, and answers
   * when it is settled: applied as a whole, or partly where the
   * provider can't do better (`changeSet.status` is `partial`, and `outcomes` tell which changes were made). Throws AppError
   * where nothing was done: the problems of the intents, what the provider answered, `confirmation_required`, `overloaded`; and
   * `not_settled_yet` where that isn't known yet (`details` has the change set's id under the path `changeSetId`).
   */
  submit(zone: Zone, submission: Submission): Promise<Submitted>
  /** What some intents would come to just now. The same code as `submit`, without the last step. */
  plan(zone: Zone, intents: readonly Intent[]): Promise<Plan>
  /** Work that nothing is written during: it begins when what was submitted before is settled. */
  exclusive<T>(zone: Zone, work: (open: OpenZone, sending: Sending) => Promise<T>): Promise<T>
  /**
   * For work on a change set that is done in several pieces, each `exclusive`: until the function given is called nobody here takes
   * the set for abandoned.
   */
  claim(changeSet: ChangeSet): () => void
  /** Settles what nobody in this process looks after: what a crash has left, or another instance that is gone. */
  recover(): Promise<void>
  stats(): EngineStats
  /** Lets what is under way come to its end, for a while, and gives the leases back. What is left stays pending. */
  close(): Promise<void>
  /** Zones that are being written to just now. */
  readonly busy: number
}

/** What one caller wants of a zone: all of it, or nothing. */
export interface Submission {
  kind: ChangeSet['kind']
  intents: readonly Intent[]
  caller: Caller
  workspaceId: number
  comment?: string
  /** Id of the change set that this one undoes. */
  revertOf?: number
  idempotencyKey?: string
  /** Without it, a plan with dangers is refused as `confirmation_required`. Single-set writes always give it. */
  confirm?: boolean
}

export interface Submitted {
  /** Settled. */
  changeSet: ChangeSet
  /** One for each intent, in the order given. */
  results: IntentResult[]
  /** One for each intent that came to a change; `position` is the intent's index. */
  outcomes: ChangeRecord[]
}

/** What intents would come to, before anything is done. */
export interface Plan {
  /** In the order to make them in. Empty where there are problems. */
  changes: Change[]
  /** Everything that speaks against it, as it would be refused. */
  problems: Problem[]
  /** What needs `confirm`. */
  dangers: Danger[]
  /** The provider applies it whole or not at all. */
  atomic: boolean
  /** How many calls to the provider it takes. */
  calls: number
}

/** How much may wait: beyond that callers would wait longer than they are willing to, and memory would fill up. */
const mostPerZone = 2_000
const mostInAll = 20_000

/** Provider calls at once in this process: enough for slow services, and not more than one database has connections for. */
const mostCallsAtOnce = 16

export interface WritersDeps extends OpenDeps {
  log: Log
  now(): number
  checkpoint: Deps['checkpoint']
}

export function createZoneWriters(given: WritersDeps): ZoneWriters {
  const recorder = createEngineRecorder()
  const deps: EngineDeps = { ...given, recorder, turns: createTurns(mostCallsAtOnce) }
  const { store, log } = deps
  const writers = new Map<number, ZoneWriter>()
  const leases = createZoneLeases(store, log)
  const intake = createIntake(store)
  /** Change sets that somebody in this process looks after, by zone. */
  const known = new Map<number, Set<number>>()
  /** Zones in which a set was left pending that may have been sent. */
  const leftOpen = new Set<number>()
  let isClosed = false
  let waiting = 0

  const room: WriterRoom = {
    deps,
    leases,
    get isClosed() {
      return isClosed
    },
    hasOpen: zoneId => leftOpen.has(zoneId),
    async findOrphans(zoneId) {
      const pending = await store.changeSets.pending(zoneId, [...(known.get(zoneId) ?? [])])
      leftOpen.delete(zoneId)
      // A set of our own may be stored already while its caller hasn't come to the queue yet.
      await intake.settled()
      const orphans = pending.filter(({ id }) => known.get(zoneId)?.has(id) !== true)
      for (const changeSet of orphans.filter(isLargeImport)) await endImport(changeSet)
      return orphans.filter(changeSet => !isLargeImport(changeSet)).map(changeSet => lookAfter(changeSet))
    },
    async recall(zoneId, units) {
      recallAttempts(units, await store.changeSets.attempts(zoneId))
      for (const unit of units) if (unit.isAdopted) await recallChanges(store, unit)
    },
  }

  /** Gives the function that ends it. */
  function claim({ id, zoneId }: ChangeSet): () => void {
    const ids = known.get(zoneId) ?? new Set()
    known.set(zoneId, ids.add(id))
    return () => {
      ids.delete(id)
      if (ids.size === 0 && known.get(zoneId) === ids) known.delete(zoneId)
    }
  }

  function lookAfter(changeSet: ChangeSet, waiter?: Waiter): WriteUnit {
    const letGo = claim(changeSet)
    return createUnit(changeSet, waiter, isOpen => {
      letGo()
      if (isOpen) leftOpen.add(changeSet.zoneId)
    })
  }

  /** Nobody has the rest of its file. */
  async function endImport(changeSet: ChangeSet): Promise<void> {
    const zone = await store.zones.get(changeSet.zoneId)
    await store.changeSets.settle(interruptedImport(changeSet, zone?.domain ?? '', deps.now()))
  }

  /** A writer lives only while it has something to do, so there are never more of them than busy zones. */
  function writerOf(zoneId: number): ZoneWriter {
    const running = writers.get(zoneId)
    if (running !== undefined) return running
    const writer = createZoneWriter(room, zoneId, () => writers.delete(zoneId))
    writers.set(zoneId, writer)
    return writer
  }

  async function submit(zone: Zone, submission: Submission): Promise<Submitted> {
    const { intents, confirm } = submission
    const managed = managedProblemsOf(zone.domain, kindOf(deps, zone.binding.provider).capabilities, intents)
    if (managed.length > 0) throw problemsError(managed)
    if (confirm !== true) await refuseDangers(zone, submission)
    const zoneId = zone.resource.id
    if (isClosed) throw overloaded('The program is being stopped.')
    if (waiting >= mostInAll) throw overloaded('Too many writes wait in this installation.')
    if ((inZone.get(zoneId) ?? 0) >= mostPerZone) throw overloaded('Too many writes wait for this zone.')
    enter(zoneId)
    try {
      return await storeAndSettle(zone, submission)
    } finally {
      leave(zoneId)
    }
  }

  const inZone = new Map<number, number>()
  function enter(zoneId: number): void {
    waiting++
    inZone.set(zoneId, (inZone.get(zoneId) ?? 0) + 1)
  }
  function leave(zoneId: number): void {
    waiting--
    const left = (inZone.get(zoneId) ?? 1) - 1
    if (left > 0) inZone.set(zoneId, left)
    else inZone.delete(zoneId)
  }

  async function storeAndSettle(zone: Zone, submission: Submission): Promise<Submitted> {
    const wanted = newChangeSet(zone, submission, deps.now())
    const { idempotencyKey: key } = wanted
    const earlier = key === null ? undefined : await findEarlier(store, wanted, key)
    if (earlier !== undefined) return awaitEnd(deps, earlier)
    const { promise, resolve, reject } = Promise.withResolvers<Submitted>()
    const changeSet = await intake.store(wanted, async changeSet => {
      const unit = lookAfter(changeSet, { resolve, reject })
      await deps.checkpoint('intent-stored')
      writerOf(zone.resource.id).submit(unit)
    })
    const timer = setTimeout(() => reject(notSettledError(changeSet)), writeMilliseconds)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  async function refuseDangers(zone: Zone, submission: Submission): Promise<void> {
    const now = deps.now()
    const interactive = isInteractive(newChangeSet(zone, submission, now), now)
    const { problems, dangers } = await planIntents(await openZone(deps, zone, { interactive }), submission.intents)
    if (problems.length === 0 && dangers.length > 0) throw dangersError(dangers)
  }

  function onNotice(notice: Notice): void {
    if (notice.kind === 'settled') writers.get(notice.zoneId)?.look()
    if (notice.kind === 'pending' && leases.has(notice.zoneId)) writerOf(notice.zoneId).adopt()
    if (notice.kind === 'wanted' && leases.has(notice.zoneId)) writerOf(notice.zoneId).handOver()
  }
  const stopListening = store.notices.listen(onNotice, () => {
    for (const writer of writers.values()) writer.look()
  })

  return {
    submit,
    plan: async (zone, intents) => planIntents(await openZone(deps, zone, { interactive: true }), intents),
    async exclusive(zone, work) {
      await intake.settled()
      return writerOf(zone.resource.id).exclusive(work)
    },
    claim,
    async recover() {
      if (isClosed) return
      for (const zoneId of await store.changeSets.zonesWithPending()) {
        if (!writers.has(zoneId)) writerOf(zoneId).adopt()
      }
    },
    stats: () => recorder.stats(waiting),
    async close() {
      stopListening()
      const end = Date.now() + closeMilliseconds
      while (writers.size > 0 && Date.now() < end) {
        for (const writer of writers.values()) writer.look()
        await new Promise(resolve => setTimeout(resolve, 10))
        isClosed = Date.now() > end - closeMilliseconds / 2
      }
      isClosed = true
      await leases.close()
    },
    get busy() {
      return new Set([...writers.keys(), ...inZone.keys()]).size
    },
  }
}

const closeMilliseconds = 10_000

function overloaded(message: string): AppError {
  return new AppError('overloaded', message, { retryAfter: 1 })
}
