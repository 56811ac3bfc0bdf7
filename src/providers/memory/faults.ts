import type { Change } from '../../plan/types.ts'

/** What goes wrong, and how often: chances go from 0 to 1, and all of it is drawn from the seed. Without any of it all goes well. */
export interface Faults {
  seed?: number
  /** Milliseconds that each request takes, half of it on the way to the service and half on the way back. */
  latency?: number | { min: number; max: number }
  /** Requests of one account in any such time; more are refused with `rate_limited`. */
  rate?: { requests: number; perSeconds: number }
  /** The service's own words for a change that it doesn't take. */
  rejects?(change: Change): Rejection | undefined
  /** An atomic service that doesn't say which change of a batch it was that it refused: all of them bear the words. */
  blamesBatch?: boolean
  /** Changes are made, and no answer comes. */
  lostAnswers?: number
  /** The connection fails before anything is sent. */
  lostRequests?: number
  /** No answer comes, and the request hadn't come in either: `unknown` too, but nothing was changed. */
  lostOnTheWay?: number
  /** Where batches aren't atomic: the service breaks off somewhere in the middle of one. */
  partial?: number
  /** After a write, reads show for so long what was there some writes ago. */
  staleReads?: { chance: number; writes: number; milliseconds: number }
  /** Milliseconds that a change of a zone is under way after its answer; another one is refused until then. */
  underWay?: number
}

export interface Rejection {
  code: string
  message: string
}

/** What becomes of one request. */
export interface Fate {
  latency: number
  /** Where it ends: answered; before it was sent; sent, but never come in; done, but without an answer. */
  end: 'answered' | 'not_sent' | 'lost' | 'unanswered'
  /** How many changes of the batch are made before the service breaks off; undefined where it doesn't. */
  cut: number | undefined
  /** How many writes ago reads look back after this write. */
  lag: number
}

/** Draws as many numbers for each request, whatever faults are on: so one fault more leaves the others where they were. */
export function drawFate(faults: Faults, changes: number, random: () => number): Fate {
  const [latency, end, cut, place, stale, lag] = Array.from({ length: 6 }, random) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const { staleReads } = faults
  return {
    latency: latencyOf(faults, latency),
    end: changes === 0 ? endOfRead(faults, end) : endOfWrite(faults, end),
    cut: changes > 1 && cut < (faults.partial ?? 0) ? 1 + Math.floor(place * (changes - 1)) : undefined,
    lag: staleReads !== undefined && stale < staleReads.chance ? 1 + Math.floor(lag * staleReads.writes) : 0,
  }
}

function latencyOf({ latency = 0 }: Faults, drawn: number): number {
  return typeof latency === 'number' ? latency : latency.min + drawn * (latency.max - latency.min)
}

function endOfRead({ lostRequests = 0 }: Faults, drawn: number): Fate['end'] {
  return drawn < lostRequests ? 'not_sent' : 'answered'
}

function endOfWrite({ lostRequests = 0, lostOnTheWay = 0, lostAnswers = 0 }: Faults, drawn: number): Fate['end'] {
  if (drawn < lostRequests) return 'not_sent'
  if (drawn < lostRequests + lostOnTheWay) return 'lost'
  return drawn < lostRequests + lostOnTheWay + lostAnswers ? 'unanswered' : 'answered'
}
