import type { TransferEnd } from './front.ts'
import type { TransferSender } from './transfer-sender.ts'
import type { TransferSource } from './transfer-source.ts'
import type { Turns } from './turns.ts'

/** Milliseconds of one turn. */
const turnLength = 2
/** Bytes that a client hasn't taken, beyond which nothing more is made for it. */
const largestBacklog = 256 * 1024

/** A TCP connection as a transfer sees it. */
export interface TransferStream {
  readonly address: string
  /** Writes whole messages, each in its frame; calls back when the system has taken them. */
  send(messages: readonly Uint8Array[], taken: () => void): void
  /** Calls back when the connection is closed, unless told that nobody waits for it any more. */
  onClose(closed: () => void): () => void
  destroy(): void
}

export interface StartedTransfer {
  source: TransferSource
  sender: TransferSender
}

/**
 * Sends all of a transfer, a bit in each turn and no more than the client takes. `stalled` are the milliseconds after which one
 * that takes nothing is cut. Calls back once.
 */
export function runTransfer(
  { source, sender }: StartedTransfer,
  stream: TransferStream,
  turns: Turns,
  stalled: number,
  done: (end: TransferEnd) => void,
): void {
  const began = performance.now()
  const watch = setTimeout(cut, stalled)
  const forget = stream.onClose(() => end({ status: 'failed', reason: 'the connection was closed' }))
  let backlog = 0
  let waiting = false
  let made = false
  let over = false

  function turn(): void {
    waiting = false
    if (over) return
    try {
      make()
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error))
    }
  }

  function make(): void {
    const messages = sender.next(performance.now() + turnLength)
    made = messages.length === 0
    if (!made) send(messages)
    goOn()
  }

  function send(messages: readonly Uint8Array[]): void {
    const size = messages.reduce((sum, message) => sum + message.length, 0)
    if (backlog === 0) watch.refresh()
    backlog += size
    stream.send(messages, () => {
      backlog -= size
      watch.refresh()
      if (!over) goOn()
    })
  }

  function goOn(): void {
    if (made) {
      if (backlog === 0) end({ status: 'sent', kind: source.kind, serial: source.serial, ...sender.sent(), ...time() })
    } else if (!waiting && backlog <= largestBacklog) {
      waiting = true
      turns.add(turn)
    }
  }

  /** What it has begun can't be taken back: only the end of the connection says that it isn't whole. */
  function fail(reason: string): void {
    end({ status: 'failed', reason })
    stream.destroy()
  }

  function cut(): void {
    if (backlog > 0) fail(`the client took nothing for ${stalled / 1000} s`)
    else watch.refresh()
  }

  function end(how: TransferEnd): void {
    if (over) return
    over = true
    clearTimeout(watch)
    forget()
    source.close()
    done(how)
  }

  function time(): { milliseconds: number } {
    return { milliseconds: Math.round(performance.now() - began) }
  }

  goOn()
}
