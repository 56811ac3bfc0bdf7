import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import { ipv4Bytes, ipv6Groups, isIpv4 } from '../dns/address.ts'
import type { Responder } from './responder.ts'

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

/** Answers packets one by one. */
export function createPacketAnswerer(socket: dgram.Socket, responder: Responder) {
  let views: (Buffer | undefined)[] = []
  let questions = 0

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

  return { answer, questions: () => questions }
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
