import { type Call, type Capabilities, ProviderError } from '../provider.ts'
import type { Clock } from './clock.ts'
import type { RateWindow } from './rate-window.ts'

export type Rate = Exclude<Capabilities['rate'], 'unlimited'>

/** Lets the requests of one account through at the pace that its service allows. */
export interface RateLimiter {
  /** Resolves when a request may be sent, which counts from then on. Throws where too many wait already, or the caller gives up. */
  take(call?: Call): Promise<void>
  /** Nothing is sent for so many seconds: the service has said that it's too much. */
  stop(seconds: number): Promise<void>
  readonly waiting: number
}

export interface RateLimiterOptions {
  account: string
  rate: Rate
  window: RateWindow
  clock: Clock
}

/** Milliseconds by which requests may come closer together on their way, so that a service that counts strictly refuses none. */
const jitter = 50

/** Beyond that nobody who waits would still want the answer. */
const longestQueue = 1000

interface Waiting {
  resolve(): void
  reject(error: unknown): void
}

export function createRateLimiter({ account, rate, window, clock }: RateLimiterOptions): RateLimiter {
  const lanes: Lanes = { interactive: [], other: [] }
  const shares = sharesOf(rate)
  let running = false
  let turn = 0
  /** Ends a wait early, for somebody has come who may go before. */
  let nap = new AbortController()

  async function run(): Promise<void> {
    running = true
    for (let lane = nextLane(lanes, turn, rate); lane !== undefined; lane = nextLane(lanes, turn, rate)) {
      try {
        await serve(lane)
      } catch (error) {
        lanes[lane].shift()?.reject(error)
      }
    }
    running = false
  }

  async function serve(lane: Lane): Promise<void> {
    const [first] = lanes[lane]
    nap = new AbortController()
    const wait = await window.take(account, { most: shares[lane], milliseconds: rate.perSeconds * 1000 + jitter })
    if (wait === 0 || canPass(lane)) turn++
    else return clock.sleep(wait, nap.signal).catch(() => undefined)
    if (wait > 0) return
    // Whoever gave up while the window was asked leaves the place to the next one.
    const next = lanes[lane].includes(first!) ? lanes[lane].shift() : undefined
    next?.resolve()
  }

  /** Where the others have had all that they may have, what is kept for interactive calls is still there. */
  function canPass(lane: Lane): boolean {
    return lane === 'other' && lanes.interactive.length > 0
  }

  return {
    take: (call = {}) =>
      new Promise((resolve, reject) => {
        const lane = call.interactive ? 'interactive' : 'other'
        if (call.signal?.aborted) return reject(givenUp(call))
        if (lanes[lane].length >= longestQueue) return reject(tooMany(rate))
        lanes[lane].push(waitingFor(call, lanes[lane], { resolve, reject }))
        if (lane === 'interactive') nap.abort()
        if (!running) void run()
      }),
    stop: seconds => window.stop(account, clock.now() + seconds * 1000),
    get waiting() {
      return lanes.interactive.length + lanes.other.length
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
function waitingFor(call: Call, lane: Waiting[], { resolve, reject }: Waiting): Waiting {
  const leave = () => {
    const place = lane.indexOf(waiting)
    if (place >= 0) lane.splice(place, 1)
    reject(givenUp(call))
  }
  const done = () => call.signal?.removeEventListener('abort', leave)
  const waiting: Waiting = {
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

function givenUp({ signal }: Call): ProviderError {
  return new ProviderError({ code: 'unavailable', message: 'the call was given up' }, { cause: signal?.reason })
}

function tooMany({ requests, perSeconds }: Rate): ProviderError {
  const message = 'too many requests wait for the account'
  return new ProviderError({
    code: 'rate_limited',
    message,
    retryAfter: Math.ceil((longestQueue / requests) * perSeconds),
  })
}
