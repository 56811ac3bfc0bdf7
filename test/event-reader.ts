/** A stream of events as a client reads it, over a real socket. */
export interface EventReader {
  status: number
  /** The next event that isn't a comment. Rejects where the stream has ended. */
  next(): Promise<ReceivedEvent>
  /** All that come until the stream ends. */
  rest(): Promise<ReceivedEvent[]>
  close(): void
}

export interface ReceivedEvent {
  name: string
  id: string | undefined
  data: Record<string, unknown>
}

export async function readEvents(
  url: string,
  { token, since }: { token: string; since?: string | undefined },
): Promise<EventReader> {
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${token}`, ...(since !== undefined && { 'Last-Event-ID': since }) }
  const reply = await fetch(url, { headers, signal: stop.signal })
  const events = parse(reply.body ?? new ReadableStream())
  return {
    status: reply.status,
    async next() {
      const { value, done } = await events.next()
      if (done) throw new Error('the stream has ended')
      return value
    },
    rest: () => Array.fromAsync(events),
    close: () => stop.abort(),
  }
}

async function* parse(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = fieldsOf(text.slice(0, end))
      text = text.slice(end + 2)
      const [name, data] = [fields.get('event'), fields.get('data')]
      if (name !== undefined && data !== undefined) yield { name, id: fields.get('id'), data: JSON.parse(data) }
    }
  }
}

function fieldsOf(message: string): Map<string, string> {
  return new Map(message.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
}
