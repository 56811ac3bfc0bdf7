import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { errorTable } from '../contract/errors.ts'

/**
 * Answers what is no HTTP at all, before there is a request that hooks and handlers could see: in the form of every other
 * error, and then the connection is closed, because nobody knows where the next request would begin.
 */
export function refuseMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const { status } = errorTable.malformed_request
  const body = JSON.stringify({
    message: messages[error.code ?? ''] ?? 'The request is not well-formed HTTP.',
    error: STATUS_CODES[status],
    code: 'malformed_request',
    requestId: randomUUID(),
  })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const messages: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not come in whole in time.',
  HPE_HEADER_OVERFLOW: 'The request line and headers are larger than 16 KiB.',
}
