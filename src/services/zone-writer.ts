import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../contract/errors.ts'
import { StoreError } from '../store/store.ts'
import type { Sending } from './apply-batch.ts'
import { notSettledError } from './change-set-end.ts'
import { answerSettled, endAll } from './change-set-settle.ts'
import type { WriteUnit } from './change-set-unit.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { HeldLease, ZoneLeases } from './engine-leases.ts'
import { isInteractive } from './is-interactive.ts'
import { type OpenZone, openZone } from './open-provider.ts'
import { callerError } from './provider-errors.ts'
import { writeGroup } from './write-group.ts'

/** The writer of one zone, while there is something to write. */
export interface ZoneWriter {
  submit(unit: WriteUnit): void
  exclusive<T>(work: (open: OpenZone, sending: Sending) => Promise<T>): Promise<T>
  /** Looks for pending sets that aren't known here, once the zone's lease can be had. */
  adopt(): void
  /** Something may have been settled elsewhere, or the lease given back. */
  look(): void
  /** Lets another instance have the zone's lease, when what is under way is done. */
  handOver(): void
  /** How many change sets wait or are under way. */
  readonly waiting: number
}

export interface WriterRoom {
  deps: EngineDeps
  leases: ZoneLeases
  /** Pending sets of the zone that nobody in this process knows. */
  findOrphans(zoneId: number): Promise<WriteUnit[]>
  /** Gives units of the zone back what the store knows of having been sent of them, by whomever. */
  recall(zoneId: number, units: readonly WriteUnit[]): Promise<void>
  /** Whether a set of the zone was left pending here: what is written later must not overtake it. */
  hasOpen(zoneId: number): boolean
  /** Nothing more is begun. */
  readonly isClosed: boolean
}

/** How often an instance without the zone's lease looks by itself, in case a notice was lost. */
const pollMilliseconds = 1_000

/** A few times what a notice and the taking of a lease take. */
const handOverMilliseconds = 100

type Waiting = { kind: 'write'; unit: WriteUnit } | { kind: 'alone'; work(sending: Sending): Promise<void>; fail: Fail }
type Fail = (error: unknown) => void

/**
 * Takes everything that waits at once, and looks again when that is done: what comes while a call is under way goes into the
 * next one together. Works only while it has the zone's lease; without it, it waits for what the instance that has it settles.
 * `onIdle` is called when nothing is left; the writer is not used afterwards.
 */
export function createZoneWriter(room: WriterRoom, zoneId: number, onIdle: () => void): ZoneWriter {
  const { deps, leases } = room
  let queue: Waiting[] = []
  let underWay = 0
  let running = false
  let shallAdopt = false
  let shallHandOver = false
  /** What the instance with the lease has been told of. */
  let announced: ReadonlySet<Waiting> = new Set()
  /** What has happened since it was last dealt with. */
  const events = { submitted: false, settled: false }
  let wakeUp = () => {}

  function start(): void {
    events.submitted = true
    wakeUp()
    if (running) return
    running = true
    void run()
  }

  async function run(): Promise<void> {
    while ((queue.length > 0 || shallAdopt || shallHandOver) && !room.isClosed) {
      if (shallHandOver) {
        await giveLease()
        continue
      }
      const held = await takeLease()
      if (held !== undefined) await workUnder(held)
      else if (queue.length > 0) await waitElsewhere()
      else shallAdopt = false
    }
    onIdle()
  }

  /** Whoever wants it is told, and has a moment to take it before it's asked for here again. */
  async function giveLease(): Promise<void> {
    shallHandOver = false
    await leases.release(zoneId)
    await orLog('nobody could be told that a lease is free', () =>
      deps.store.notices.publish({ kind: 'settled', zoneId }),
    )
    await pause(handOverMilliseconds)
  }

  async function takeLease(): Promise<HeldLease | undefined> {
    try {
      return await leases.take(zoneId)
    } catch (err) {
      deps.log.warn({ err, zoneId }, 'the lease of a zone could not be asked for')
      return undefined
    }
  }

  async function workUnder(held: HeldLease): Promise<void> {
    let taken: Waiting[] = []
    try {
      if (held.fresh || shallAdopt || room.hasOpen(zoneId)) {
        shallAdopt = false
        const orphans = await room.findOrphans(zoneId)
        queue.unshift(...orphans.map(unit => ({ kind: 'write', unit }) as const))
        if (held.fresh || orphans.length > 0) await room.recall(zoneId, unitsOf(queue))
      }
      taken = takeNext()
      underWay = taken.length
      if (taken.length > 0) await serve(taken, held)
    } catch (error) {
      await recover(taken, error)
      if (isLost(error)) await held.drop()
    } finally {
      underWay = 0
      held.giveBack()
    }
  }

  /** All writes up to the next piece of work that wants to be alone, or that piece. */
  function takeNext(): Waiting[] {
    const alone = queue.findIndex(waiting => waiting.kind === 'alone')
    const count = alone < 0 ? queue.length : Math.max(alone, 1)
    const taken = queue.slice(0, count)
    queue = queue.slice(count)
    return taken
  }

  async function serve(taken: readonly Waiting[], { lease }: HeldLease): Promise<void> {
    const [first] = taken
    const units = unitsOf(taken)
    const open = await openLive(deps, zoneId)
    const call = () => ({ ...open.call(), interactive: isWaitedFor(units) })
    const sending: Sending = {
      deps,
      open: { ...open, call },
      lease,
      attempted: new Set(units.filter(({ plans }) => plans.length > 0)),
    }
    if (first?.kind !== 'alone') return writeGroup(sending, units)
    await lease.confirm()
    await first.work(sending)
  }

  /** Whoever has come in meanwhile waits for what is under way, too. */
  function isWaitedFor(units: readonly WriteUnit[]): boolean {
    return [...units, ...unitsOf(queue)].some(({ changeSet }) => isInteractive(changeSet, deps.now()))
  }

  /** Whoever isn't answered after an error: back to the queue, ended, or left for later, by what may have become of them. */
  async function recover(taken: readonly Waiting[], error: unknown): Promise<void> {
    const units = unitsOf(taken).filter(unit => !unit.isAnswered)
    // Such work may be half done: whoever asked for it knows what to make of that.
    for (const waiting of taken) if (waiting.kind === 'alone') waiting.fail(error)
    if (!isLost(error)) return giveUp(deps, units, error)
    queue.unshift(...units.map(unit => ({ kind: 'write', unit }) as const))
  }

  /** Tells what another instance settles, until something new is to be announced or a while has passed without anything. */
  async function waitElsewhere(): Promise<void> {
    await orLog('another instance could not be told what waits', announce)
    for (let shallTry = false; queue.length > 0 && !events.submitted && !shallTry && !room.isClosed; ) {
      const isLate = !(await somethingHappens())
      if (!isLate && !events.settled) continue
      events.settled = false
      shallTry = isLate || queue.some(({ kind }) => kind === 'alone')
      if (shallTry) announced = new Set(isLate ? [] : queue.filter(({ kind }) => kind === 'write'))
      await orLog('the store could not be asked what another instance has settled', () =>
        answerSettled(deps, zoneId, unitsOf(queue)),
      )
      queue = queue.filter(waiting => waiting.kind === 'alone' || !waiting.unit.isAnswered)
    }
  }

  async function announce(): Promise<void> {
    events.submitted = false
    const news = queue.filter(waiting => !announced.has(waiting))
    announced = new Set(queue)
    const tell = (kind: 'pending' | 'wanted') => deps.store.notices.publish({ kind, zoneId })
    if (news.some(({ kind }) => kind === 'write')) await tell('pending')
    if (news.some(({ kind }) => kind === 'alone')) await tell('wanted')
  }

  async function orLog(message: string, work: () => Promise<void>): Promise<void> {
    await work().catch(err => deps.log.warn({ err, zoneId }, message))
  }

  /** False where nothing does for a while: a notice may have been lost, or the instance with the lease. */
  function somethingHappens(): Promise<boolean> {
    if (events.submitted || events.settled) return Promise.resolve(true)
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), pollMilliseconds)
      wakeUp = () => {
        clearTimeout(timer)
        wakeUp = () => {}
        resolve(true)
      }
    })
  }

  return {
    submit(unit) {
      queue.push({ kind: 'write', unit })
      start()
    },
    exclusive: work =>
      new Promise((resolve, reject) => {
        queue.push({ kind: 'alone', work: sending => work(sending.open, sending).then(resolve), fail: reject })
        start()
      }),
    adopt() {
      shallAdopt = true
      start()
    },
    handOver() {
      shallHandOver = true
      start()
    },
    look() {
      events.settled = true
      wakeUp()
    },
    get waiting() {
      return queue.length + underWay
    },
  }
}

function unitsOf(waiting: readonly Waiting[]): WriteUnit[] {
  return waiting.flatMap(one => (one.kind === 'write' ? [one.unit] : []))
}

function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'lease_lost'
}

/** The zone as it is now: it may have gone while a write waited. */
async function openLive(deps: EngineDeps, zoneId: number): Promise<OpenZone> {
  const zone = await deps.store.zones.get(zoneId)
  if (zone === undefined) throw new AppError('not_found', `There is no zone ${zoneId}.`)
  return openZone(deps, zone, { turns: deps.turns })
}

/** Ends units that were never sent; of the others nobody knows yet, so they stay pending. */
async function giveUp(deps: EngineDeps, units: readonly WriteUnit[], error: unknown): Promise<void> {
  const told = callerError(error)
  const isGone = told instanceof AppError && told.code === 'not_found'
  const unsent = units.filter(unit => isGone || !(unit.isBegun || unit.plans.length > 0 || unit.made.size > 0))
  const problems = problemsOf(told)
  try {
    const ends = unsent.map(unit => ({ unit, results: [], records: [], problems, error: told }))
    await endAll({ deps, domain: '' }, ends)
  } catch (err) {
    deps.log.error({ err }, 'change sets could not be settled')
  }
  for (const unit of units) unit.leaveOpen(notSettledError(unit.changeSet, error))
}

function problemsOf(error: unknown): { path: string; code: string; message: string }[] {
  if (!(error instanceof AppError)) return [{ path: '', code: 'internal_error', message: 'a fault in Zoneplane' }]
  const { code, message, details = [] } = error
  return details.length > 0 ? [...details] : [{ path: '', code, message }]
}
