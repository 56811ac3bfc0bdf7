import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { groupsFromBytes, ipv4Bytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from '../dns/address.ts'
import { handedOver, type Responder } from './responder.ts'

/** Enough for the bursts that arrive while a change is being taken in; the system may grant less. */
const bufferSize = 1 << 20

/** A socket that isn't bound yet, for an address of the host's kind. */
export function createUdpSocket(host: string): dgram.Socket {
  const family = isIPv6(host) ? 6 : 4
  return dgram.createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: false,
    recvBufferSize: bufferSize,
    sendBufferSize: bufferSize,
    // Addresses come as addresses: the resolver that dgram asks otherwise costs a tenth of the time a packet takes.
    lookup: (hostname, _options, done) => done(null, hostname, family),
  })
}

/** Where a packet came from. */
export interface Sender {
  address: string
  port: number
}

/** Answers packets one by one, those that are handed over as soon as there's an answer. */
export function createPacketAnswerer(socket: dgram.Socket, responder: Responder) {
  let open = true
  let views: (Buffer | undefined)[] = []
  let questions = 0

  function answer(message: Buffer, from: Sender): void {
    // Nobody listens on port 0: a forged sender, and `send` would throw.
    if (from.port === 0) return
    const length = responder.respond(message, message.length, 'udp')
    if (length === 0) return
    questions++
    if (length === handedOver) handOver(message, from)
    else send(length, from)
  }

  function send(length: number, { address, port }: Sender): void {
    socket.send(view(length), port, address)
    if (socket.getSendQueueCount() > 0) takeNewBuffer()
  }

  function handOver(message: Uint8Array, { address, port }: Sender): void {
    const sendLater = (reply: Uint8Array) => {
      if (open) socket.send(reply, port, address)
    }
    responder.slowPath?.take(message, { address, port, send: sendLater }, () => {})
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

  socket.once('close', () => {
    open = false
  })
  return { answer, handOver, questions: () => questions }
}

/** The reverse of `socketAddress`; a scope goes by the name of its interface, as Node has it. */
export function senderOf(bytes: Uint8Array): Sender {
  const port = (bytes[2]! << 8) | bytes[3]!
  if (bytes.length === 16) return { address: ipv4Text(bytes.subarray(4, 8)), port }
  const address = ipv6Text(groupsFromBytes(bytes.subarray(8, 24)))
  const scope = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, true)
  return { address: scope === 0 ? address : `${address}%${interfaceOf(scope)}`, port }
}

function interfaceOf(scope: number): string {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some(each => each.family === 'IPv6' && each.scopeid === scope),
  )
  return found === undefined ? String(scope) : found[0]
}

/**
 * An address and port as the system takes them on Linux: `struct sockaddr_in` or `sockaddr_in6`, little-endian. Undefined for
 * what is no address, and for one with a scope (`fe80::1%eth0`).
 */
export function socketAddress(host: string, port: number): Uint8Array | undefined {
  const groups = ipv6Groups(host)
  if (groups !== undefined) {
    const bytes = groups.flatMap(group => [group >> 8, group & 255])
    return Uint8Array.of(10, 0, port >> 8, port & 255, 0, 0, 0, 0, ...bytes, 0, 0, 0, 0)
  }
  if (!isIpv4(host)) return undefined
  return Uint8Array.of(2, 0, port >> 8, port & 255, ...ipv4Bytes(host), 0, 0, 0, 0, 0, 0, 0, 0)
}
