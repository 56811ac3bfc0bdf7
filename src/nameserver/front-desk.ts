import type { Front, FrontRequest, Reaction, TransferEnd } from './front.ts'
import { wireName } from './set-message.ts'
import type { ThreadReaction } from './thread-messages.ts'
import { toWireDifference } from './zone-difference.ts'

/** Where the thread's messages come to the front, and its decisions go back. */
export interface FrontDesk {
  take(ticket: number, request: FrontRequest): void
  transferred(ticket: number, end: TransferEnd): void
  /** The thread has ended: so have all transfers. */
  close(reason: string): void
}

export function createFrontDesk(front: Front, react: (ticket: number, reaction: ThreadReaction) => void): FrontDesk {
  const transfers = new Map<number, (end: TransferEnd) => void>()
  let closed: string | undefined

  async function take(ticket: number, request: FrontRequest): Promise<void> {
    react(ticket, await decide(ticket, request).catch((): ThreadReaction => ({ do: 'fail' })))
  }

  async function decide(ticket: number, request: FrontRequest): Promise<ThreadReaction> {
    const reaction = await front.handle(request)
    if (reaction.do === 'transfer') return transfer(ticket, reaction)
    if (reaction.do !== 'answer') return reaction
    const { transferOnly, ...answer } = reaction
    return transferOnly === undefined ? answer : { ...answer, transferOnly: wireName(transferOnly) }
  }

  function transfer(ticket: number, reaction: Extract<Reaction, { do: 'transfer' }>): ThreadReaction {
    const { zone, sign, differences, done = () => {} } = reaction
    try {
      const steps = differences?.map(difference => toWireDifference(zone, difference))
      if (closed === undefined) transfers.set(ticket, done)
      else done({ status: 'failed', reason: closed })
      return { do: 'transfer', zone: wireName(zone), ...(sign && { sign }), ...(steps && { differences: steps }) }
    } catch (error) {
      done({ status: 'failed', reason: (error as Error).message })
      throw error
    }
  }

  function transferred(ticket: number, end: TransferEnd): void {
    const done = transfers.get(ticket)
    transfers.delete(ticket)
    done?.(end)
  }

  function close(reason: string): void {
    closed = reason
    for (const ticket of [...transfers.keys()]) transferred(ticket, { status: 'failed', reason })
  }

  return { take: (ticket, request) => void take(ticket, request), transferred, close }
}
