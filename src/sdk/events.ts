import type { LiveEvent, StreamEvent } from '../contract/events.ts'
import type { EnvironmentParams } from './environment.ts'
import { ZoneplaneError } from './error.ts'
import { sleep } from './sleep.ts'
import type { CallOptions, Transport } from './transport.ts'

/** Milliseconds before a stream that has broken off is asked for again. */
const pause = 1_000

/**
 * What happens in the environment, as it happens, until the loop is left or the signal aborted. A stream that breaks off goes on behind the
 * last event; where some may have been missed it says `reset`. One that the server has ended throws ZoneplaneError.
 */
export function events(transport: Transport, params: EnvironmentParams) {
  return async function* follow(options: Pick<CallOptions, 'signal'> = {}): AsyncGenerator<LiveEvent, void, undefined> {
    let last: string | undefined
    for (;;) {
      const headers = { Accept: 'text/event-stream', ...(last !== undefined && { 'Last-Event-ID': last }) }
      const route = 'GET /api/:projectSlug/:environmentSlug/events'
      const { body } = await transport.stream(route, { ...options, params, headers })
      try {
        for await (const { id, event } of readEvents(body ?? new Blob([]).stream())) {
          last = id ?? last
          if (event.name === 'end') throw ended(event.data)
          if (event.name !== 'ready') yield event
        }
      } catch (error) {
        options.signal?.throwIfAborted()
        // Anything else is a connection that broke.
        if (error instanceof ZoneplaneError) throw error
      }
      await sleep(pause, options.signal)
    }
  }
}

function ended({ code, message }: { code: string; message: string }): ZoneplaneError {
  return new ZoneplaneError(message, { status: 200, code })
}

interface Received {
  id: string | undefined
  event: StreamEvent
}

/** Server-sent events of a stream (HTML Living Standard §9.2), as far as this server writes them: one line for each field. */
export async function* readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Received> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const received = readBlock(block)
        if (received !== undefined) yield received
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** Undefined for comments, which are signs of life. */
function readBlock(block: string): Received | undefined {
  const fields = new Map(
    block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const [name, data] = [fields.get('event'), fields.get('data')]
  if (name === undefined || data === undefined) return undefined
  return { id: fields.get('id'), event: { name, data: JSON.parse(data) } as StreamEvent }
}
