import { type Call, type Capabilities, ProviderError, type Turn } from '../provider.ts'
import type { Clock } from './clock.ts'
import type { RateWindow } from './rate-window.ts'

export type Rate = Exclude<Capabilities['rate'], 'unlimited'>

/** Lets the requests of one account through at the pace that its service allows. */
export interface RateLimiter {
  /**
   * Resolves when a request may be sent, which counts from then on; the call has its turn by then. Throws where too many wait
   * already, where requests can't be counted (`unavailable`), or the caller gives up.
   */
  take(call?: Call): Promise<void>
  /** The same for a further request of a call, which gives its turn back while it waits. Never too many wait for this one. */
  takeFurther(call: Call): Promise<void>
  /** Nothing is sent for so many seconds, by no instance: the service has said that it's too much. */
  stop(seconds: number): Promise<void>
  readonly waiting: number
  /** Nobody waits, and nothing is stopped. */
  readonly isIdle: boolean
}

export interface RateLimiterOptions {
  account: string
  rate: Rate
  window: RateWindow
  clock: Clock
}

/** Milliseconds by which requests may come closer together on their way, so that a service that counts strictly refuses none. */
const jitter = 100

/** Seconds that somebody in front of a screen waits; where it's known to take longer they are told so at once. */
const patience = 30

/** Beyond that nobody who waits would still want the answer. */
const longestQueue = 1000

/** Seconds. A service that names a longer rest is asked again then: it may have meant something else. */
const longestStop = 3600

interface Waiting {
  turn: Turn | undefined
  resolve(): void
  reject(error: unknown): void
}

export function createRateLimiter({ account, rate, window, clock }: RateLimiterOptions): RateLimiter {
  const lanes: Lanes = { interactive: [], other: [] }
  const shares = sharesOf(rate)
  const longest = { interactive: Math.ceil((patience / rate.perSeconds) * rate.requests), other: longestQueue }
  let running = false
  let turn = 0
  let stoppedUntil = 0
  /** Ends a wait early, for somebody has come who may go before. */
  let nap = new AbortController()

  async function run(): Promise<void> {
    running = true
    for (let lane = nextLane(lanes, turn, rate); lane !== undefined; lane = nextLane(lanes, turn, rate)) {
      const first = lanes[lane][0]!
      await serve(lane, first).catch(error => {
        remove(lanes[lane], first)
        first.turn?.end()
        first.reject(error)
      })
    }
    running = false
  }

  /** The turn comes first, for what is counted must be sent then; while there's no room for the request others may have it. */
  async function serve(lane: Lane, first: Waiting): Promise<void> {
    nap = new AbortController()
    await first.turn?.begin()
    if (!lanes[lane].includes(first)) return first.turn?.end()
    const wait = await waitFor(lane)
    if (wait > 0) {
      first.turn?.end()
      if (lane === 'interactive' && wait > patience * 1000) throw tooLong(wait)
      if (canPass(lane)) turn++
      else await clock.sleep(wait, nap.signal).catch(() => undefined)
      return
    }
    turn++
    // Whoever has given up meanwhile has no use for it.
    if (remove(lanes[lane], first)) first.resolve()
    else first.turn?.end()
  }

  /** 0 where a request is counted. */
  async function waitFor(lane: Lane): Promise<number> {
    const stopped = stoppedUntil - clock.now()
    if (stopped > 0) return stopped
    try {
      return await window.take(account, { most: shares[lane], milliseconds: rate.perSeconds * 1000 + jitter })
    } catch (cause) {
      const message = 'the requests of the account could not be counted, so none was sent'
      throw new ProviderError({ code: 'unavailable', message }, { cause })
    }
  }

  /** Where the others have had all that they may have, what is kept for interactive calls is still there. */
  function canPass(lane: Lane): boolean {
    return lane === 'other' && lanes.interactive.length > 0
  }

  function enter(call: Call): Promise<void> {
    return new Promise((resolve, reject) => {
      const lane = call.interactive ? 'interactive' : 'other'
      if (call.signal?.aborted) return reject(givenUp(call))
      lanes[lane].push(waitingFor(call, lanes[lane], { turn: call.turn, resolve, reject }))
      if (lane === 'interactive') nap.abort()
      if (!running) void run()
    })
  }

  return {
    async take(call = {}) {
      const lane = call.interactive ? 'interactive' : 'other'
      if (lanes[lane].length >= longest[lane]) throw tooMany(longest[lane], rate)
      await enter(call)
    },
    async takeFurther(call) {
      call.turn?.end()
      await enter(call)
    },
    async stop(seconds) {
      const milliseconds = Math.min(seconds, longestStop) * 1000
      stoppedUntil = Math.max(stoppedUntil, clock.now() + milliseconds)
      // Whoever waits for the service's answer is to get it, also where the other instances can't be told.
      await window.stop(account, milliseconds).catch(() => undefined)
    },
    get waiting() {
      return lanes.interactive.length + lanes.other.length
    },
    get isIdle() {
      return !running && stoppedUntil <= clock.now()
    },
  }
}

type Lane = 'interactive' | 'other'
type Lanes = Record<Lane, Waiting[]>

/** A fifth of the requests, one of a window at least, is kept for calls that somebody waits for; and one at least for the others. */
export function sharesOf({ requests }: Rate): Record<Lane, number> {
  const kept = Math.max(1, Math.floor(requests / 5))
  return { interactive: requests, other: Math.max(1, requests - kept) }
}

/** Interactive calls go first; but of as many requests as a window holds one goes to the others, who would never get on else. */
function nextLane({ interactive, other }: Lanes, turn: number, { requests }: Rate): Lane | undefined {
  if (interactive.length === 0) return other.length === 0 ? undefined : 'other'
  const isOthersTurn = requests > 1 && turn % requests === requests - 1
  return isOthersTurn && other.length > 0 ? 'other' : 'interactive'
}

/** Leaves the lane when the caller gives up. */
function waitingFor(call: Call, lane: Waiting[], { turn, resolve, reject }: Waiting): Waiting {
  const leave = () => {
    remove(lane, waiting)
    reject(givenUp(call))
  }
  const done = () => call.signal?.removeEventListener('abort', leave)
  const waiting: Waiting = {
    turn,
    resolve: () => {
      done()
      resolve()
    },
    reject: error => {
      done()
      reject(error)
    },
  }
  call.signal?.addEventListener('abort', leave, { once: true })
  return waiting
}

/** Whether it was there. */
function remove(lane: Waiting[], waiting: Waiting): boolean {
  const place = lane.indexOf(waiting)
  if (place >= 0) lane.splice(place, 1)
  return place >= 0
}

function givenUp({ signal }: Call): ProviderError {
  return new ProviderError({ code: 'unavailable', message: 'the call was given up' }, { cause: signal?.reason })
}

function tooMany(waiting: number, { requests, perSeconds }: Rate): ProviderError {
  const message = 'too many requests wait for the account'
  return new ProviderError({ code: 'rate_limited', message, retryAfter: Math.ceil((waiting / requests) * perSeconds) })
}

function tooLong(wait: number): ProviderError {
  const retryAfter = Math.ceil(wait / 1000)
  return new ProviderError({ code: 'rate_limited', message: 'the account may send nothing for a while', retryAfter })
}
