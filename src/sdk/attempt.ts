import { errorOfReply, ZoneplaneError } from './error.ts'

/** What goes as the body of a file: all of these but streams can be sent again. */
export type FileBody = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array<ArrayBuffer>>

export interface Sent {
  method: string
  url: string
  headers: Record<string, string>
  body: FileBody | undefined
  /** It only reads, or carries an Idempotency-Key, and its body can be sent again. */
  isRepeatable: boolean
  signal: AbortSignal | undefined
  /** Milliseconds. */
  timeout: number | undefined
}

/** Sends once. The time-out is over when `read` is, so that of a stream it ends with the head of the reply. */
export async function attempt<T>(send: typeof fetch, sent: Sent, read: (reply: Response) => Promise<T>): Promise<T> {
  const { method, url, headers, body, signal, timeout } = sent
  const late = new AbortController()
  const timer = timeout === undefined ? undefined : setTimeout(() => late.abort(), timeout)
  const signals = signal === undefined ? [late.signal] : [late.signal, signal]
  try {
    const duplex = body instanceof ReadableStream ? { duplex: 'half' as const } : {}
    // A redirect would turn a write into a question, and take the key along.
    const init = { method, headers, body: body ?? null, redirect: 'manual' as const, ...duplex }
    const reply = await send(url, { ...init, signal: AbortSignal.any(signals) })
    if (!reply.ok) throw errorOfReply(reply, await reply.text())
    return await read(reply)
  } catch (error) {
    if (error instanceof ZoneplaneError) throw error
    signal?.throwIfAborted()
    if (late.signal.aborted) {
      throw new ZoneplaneError(
        `${hostOf(url)} did not answer within ${timeout} ms.`,
        { status: 0, code: 'timeout' },
        error,
      )
    }
    throw new ZoneplaneError(
      `${hostOf(url)} cannot be reached: ${reasonOf(error)}.`,
      { status: 0, code: 'network_error' },
      error,
    )
  } finally {
    clearTimeout(timer)
  }
}

/** What has to be JSON. */
export async function readBody<Body>(reply: Response): Promise<Body> {
  const text = await reply.text()
  try {
    return JSON.parse(text) as Body
  } catch (error) {
    const { status } = reply
    throw new ZoneplaneError(
      `${hostOf(reply.url)} did not answer in JSON: is it a Zoneplane?`,
      { status, code: 'unexpected_reply' },
      error,
    )
  }
}

function hostOf(url: string): string {
  return /^https?:\/\/[^/?#]+/.exec(url)?.[0] ?? 'The server'
}

/** `fetch` says "fetch failed" of everything; what happened stands in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message ?? String(error)
}
