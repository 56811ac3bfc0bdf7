import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../contract/errors.ts'

/** A body of text as it streams in. Its length is what the request says: nobody knows before it has been read. */
export class TextBody implements AsyncIterable<Uint8Array> {
  readonly length: number | null
  readonly #source: Readable

  constructor(source: Readable, length: number | null) {
    this.#source = source
    this.length = length
  }

  /** Whoever stops reading leaves the connection as it is, for there is a reply to be sent; the rest is read and forgotten. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#source.iterator({ destroyOnReturn: false })
    } finally {
      this.#source.resume()
    }
  }
}

/** Lets the routes of a scope take text of these types, unread, instead of JSON. A request without a body has an empty one. */
export function takeTextBodies(scope: FastifyInstance, types: readonly string[]): void {
  const wanted = `Send the file with "Content-Type: ${types[0]}", as it is.`
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...types], async ({ headers }: { headers: Headers }, payload: IncomingMessage) => {
    const charset = /;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
    const encoding = headers['content-encoding'] ?? 'identity'
    if (!['utf-8', 'utf8', 'us-ascii'].includes(charset) || encoding !== 'identity') throw refused(wanted)
    return new TextBody(payload, lengthOf(headers))
  })
  scope.addContentTypeParser('*', async ({ headers }: { headers: Headers }, payload: IncomingMessage) => {
    // Some clients name a type even where they send nothing.
    if (lengthOf(headers) !== 0) throw refused(wanted)
    return new TextBody(payload, 0)
  })
  scope.addHook('preValidation', async request => {
    request.body ??= new TextBody(Readable.from([]), 0)
  })
}

type Headers = IncomingMessage['headers']

function lengthOf(headers: Headers): number | null {
  const length = headers['content-length']
  return length === undefined ? null : Number(length)
}

function refused(message: string): AppError {
  return new AppError('unsupported_media_type', message)
}
