import { handedOver, type Responder } from './responder.ts'
import { batchSize, createBatchMemory } from './udp-batch-memory.ts'
import type { UdpSystemCalls } from './udp-system-calls.ts'

/** `MSG_DONTWAIT` */
const dontWait = 0x40
/** `POLLOUT` */
const canSend = 4
const milliseconds = 10

export interface UdpBatch {
  /** Answers the packets that wait, as many as one call reads. Gives how many there were. */
  answer(): number
  /** How many have been answered so far. */
  questions(): number
}

/**
 * Reads from and sends to one socket, which must be open at every call of `answer`. `handOver` is given what is answered later; the
 * bytes are only lent.
 */
export function createUdpBatch(
  calls: UdpSystemCalls,
  socket: number,
  addressLength: number,
  responder: Responder,
  handOver: (message: Uint8Array, sender: Uint8Array) => void,
): UdpBatch {
  const { writer } = responder
  const memory = createBatchMemory(addressLength, writer.out.length, calls.address)
  const { incoming, packets, answers } = memory
  // struct pollfd
  const wait = Buffer.alloc(8)
  wait.writeInt32LE(socket, 0)
  wait.writeInt16LE(canSend, 4)
  let questions = 0

  function answer(): number {
    // An error is about what the system was doing before; where packets still wait, Node comes back.
    const count = calls.recvmmsg(socket, incoming, batchSize, dontWait, null)
    if (count <= 0) return 0
    const { out } = writer
    let unsent = 0
    for (let index = 0; index < count; index++) {
      if (respond(index)) continue
      send(unsent, index)
      unsent = index + 1
    }
    writer.out = out
    send(unsent, count)
    return count
  }

  /** Whether there's an answer to send. */
  function respond(index: number): boolean {
    // Nobody listens on port 0: a forged sender.
    if (memory.senderPort(index) === 0) return false
    writer.out = answers[index]!
    const length = responder.respond(packets[index]!, memory.packetLength(index), 'udp')
    if (length === 0) return false
    questions++
    if (length === handedOver) {
      handOver(packets[index]!.subarray(0, memory.packetLength(index)), memory.sender(index))
      return false
    }
    memory.setAnswerLength(index, length)
    return true
  }

  function send(start: number, end: number): void {
    let waited = false
    for (let at = start; at < end; ) {
      const sent = calls.sendmmsg(socket, memory.outgoingFrom(at), end - at, dontWait)
      if (sent > 0) at += sent
      else {
        const error = calls.error()
        if (error === 'EINTR') continue
        // The first of them can't be sent: there's no way to its receiver, or a filter is in the way.
        if (error !== 'EAGAIN' && error !== 'ENOBUFS') at++
        // Whoever isn't answered asks again; that's better than to make everybody wait.
        else if (waited) return
        else {
          calls.poll(wait, 1, milliseconds)
          waited = true
        }
      }
    }
  }

  return { answer, questions: () => questions }
}
