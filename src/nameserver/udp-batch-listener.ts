import { once } from 'node:events'
import type { Responder } from './responder.ts'
import { createUdpBatch, type UdpBatch } from './udp-batch.ts'
import { batchSize } from './udp-batch-memory.ts'
import type { UdpListener } from './udp-listener.ts'
import { createPacketAnswerer, createUdpSocket, senderOf } from './udp-socket.ts'
import type { UdpSystemCalls } from './udp-system-calls.ts'

/** Values of Linux on x64 and arm64. */
const closeOnExec = 0x80000
const nonBlocking = 0x800
const datagram = 2
const socketLevel = 1
const reuseAddress = 2

/** With so many read at once, others have most likely come while they were being answered. */
const manyAtOnce = batchSize / 8
/** Some 2,000 answers, about 4 ms: then TCP and changes of zones have their turn. */
const batchesPerTurn = 32

/**
 * Answers on one UDP port with few calls for many packets. The socket is in Node's hands too: it waits for packets, which costs
 * nothing while none come, and hands over the first one; that it came is the sign to read all that wait behind it.
 */
export async function listenUdpBatches(
  calls: UdpSystemCalls,
  address: Uint8Array,
  host: string,
  responder: Responder,
): Promise<UdpListener> {
  const descriptor = openSocket(calls, address, host)
  const socket = createUdpSocket(host)
  const listening = once(socket, 'listening')
  socket.bind({ fd: descriptor })
  await listening
  // Node lets others take the port too when it's given a socket; it doesn't when it opens one itself.
  calls.setsockopt(descriptor, socketLevel, reuseAddress, new Uint8Array(4), 4)
  // What the system reports later is about one packet; the next may do better.
  socket.on('error', () => {})
  const single = createPacketAnswerer(socket, responder)
  const batch = createUdpBatch(calls, descriptor, address.length, responder, (message, sender) => {
    single.handOver(message, senderOf(sender))
  })
  const answerWaiting = createTurns(batch)
  socket.on('message', (message, from) => {
    answerWaiting()
    single.answer(message, from)
  })
  return {
    port: socket.address().port,
    questions: () => single.questions() + batch.questions(),
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

/** Answers what waits, as long as there's much of it and this turn of the event loop isn't used up. */
function createTurns({ answer }: UdpBatch): () => void {
  let left = batchesPerTurn

  function begin(): void {
    left = batchesPerTurn
  }

  return () => {
    if (left === batchesPerTurn) setImmediate(begin)
    while (left > 0) {
      left--
      if (answer() < manyAtOnce) return
    }
  }
}

function openSocket(calls: UdpSystemCalls, address: Uint8Array, host: string): number {
  const where = `${host}:${(address[2]! << 8) | address[3]!}`
  const descriptor = calls.socket(address[0]!, datagram | closeOnExec | nonBlocking, 0)
  if (descriptor < 0) throw systemError('socket', calls.error(), where)
  if (calls.bind(descriptor, address, address.length) === 0) return descriptor
  const error = systemError('bind', calls.error(), where)
  calls.close(descriptor)
  throw error
}

/** As Node's own errors are. */
function systemError(syscall: string, code: string, where: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code} ${where}`), { syscall, code })
}
