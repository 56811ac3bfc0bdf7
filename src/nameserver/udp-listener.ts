import dgram from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { Responder } from './responder.ts'

/** Enough for the bursts that arrive while a change is being taken in; the system may grant less. */
const bufferSize = 1 << 20

export interface UdpListener {
  readonly port: number
  questions(): number
  close(): Promise<void>
}

/** Answers on one UDP port; 0 takes a free one. Rejects where the address can't be had. */
export async function listenUdp(host: string, port: number, responder: Responder): Promise<UdpListener> {
  const family = isIPv6(host) ? 6 : 4
  const socket = dgram.createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: false,
    recvBufferSize: bufferSize,
    sendBufferSize: bufferSize,
    // Addresses come as addresses: the resolver that dgram asks otherwise costs a tenth of the time a packet takes.
    lookup: (hostname, _options, done) => done(null, hostname, family),
  })
  // With that resolver 'listening' comes before `bind` is done.
  const listening = once(socket, 'listening')
  socket.bind(port, host)
  await listening
  // What the system reports later is about one packet; the next may do better.
  socket.on('error', () => {})
  const sender = createSender(socket, responder)
  socket.on('message', sender.take)
  return {
    port: socket.address().port,
    questions: sender.questions,
    close: () => {
      sender.forget()
      return new Promise(resolve => socket.close(() => resolve()))
    },
  }
}

/**
 * Answers the packets of one turn of the event loop together at its end. A client that gets its answers one behind the
 * other is woken once: a packet costs a sixth less than if reading and sending took turns.
 */
function createSender(socket: dgram.Socket, responder: Responder) {
  const messages: Buffer[] = []
  const senders: dgram.RemoteInfo[] = []
  let views: (Buffer | undefined)[] = []
  let questions = 0

  function take(message: Buffer, from: dgram.RemoteInfo): void {
    messages.push(message)
    senders.push(from)
    if (messages.length === 1) setImmediate(flush)
  }

  function flush(): void {
    for (let index = 0; index < messages.length; index++) answer(messages[index]!, senders[index]!)
    forget()
  }

  /** Lets the packets go: they're answered, or won't be because the socket is about to close. */
  function forget(): void {
    messages.length = 0
    senders.length = 0
  }

  function answer(message: Buffer, from: dgram.RemoteInfo): void {
    // Nobody listens on port 0: a forged sender, and `send` would throw.
    if (from.port === 0) return
    const length = responder.respond(message, message.length, 'udp')
    if (length === 0) return
    questions++
    socket.send(view(length), from.port, from.address)
    if (socket.getSendQueueCount() > 0) takeNewBuffer()
  }

  /** The first bytes of the answer buffer; kept, because making a view costs as much as an answer. */
  function view(length: number): Buffer {
    views[length] ??= responder.writer.out.subarray(0, length)
    return views[length]
  }

  /** The system wasn't ready, so the answer is still to be sent from where it stands. */
  function takeNewBuffer(): void {
    responder.writer.out = Buffer.allocUnsafeSlow(responder.writer.out.length)
    views = []
  }

  return { take, forget, questions: () => questions }
}
