import type { Socket } from 'node:net'

/** What is gathered before it's handed to the socket. */
const writeSize = 64 * 1024

/** Puts many answers into few writes. */
export interface TcpOutput {
  /** A copy of the first so many bytes of `answer`. */
  add(answer: Uint8Array, length: number): void
  size(): number
  flush(): void
}

export function createTcpOutput(socket: Socket): TcpOutput {
  const parts: Buffer[] = []
  let size = 0

  function flush(): void {
    if (size > 0) socket.write(Buffer.concat(parts, size))
    parts.length = 0
    size = 0
  }

  function add(answer: Uint8Array, length: number): void {
    const frame = toFrame(answer, length)
    parts.push(frame)
    size += frame.length
    if (size > writeSize) flush()
  }

  return { add, size: () => size, flush }
}

/** The first so many bytes behind their length (RFC 1035 §4.2.2). */
export function toFrame(message: Uint8Array, length: number): Buffer {
  const frame = Buffer.allocUnsafe(length + 2)
  frame.writeUInt16BE(length, 0)
  frame.set(length === message.length ? message : message.subarray(0, length), 2)
  return frame
}
