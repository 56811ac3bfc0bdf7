import type { UdpSystemCalls } from '../udp-system-calls.ts'

/** Calls of which only those given may be made. */
export function fakeCalls(given: Partial<UdpSystemCalls>): UdpSystemCalls {
  const unexpected = (): never => {
    throw new Error('a call that was not expected')
  }
  return {
    socket: unexpected,
    bind: unexpected,
    setsockopt: unexpected,
    close: unexpected,
    recvmmsg: unexpected,
    sendmmsg: unexpected,
    poll: unexpected,
    address: unexpected,
    error: unexpected,
    ...given,
  }
}

export interface FakePacket {
  /** Bytes of the sender's or receiver's address, the port in the third and fourth. */
  address: number[]
  data: Uint8Array
}

/**
 * A system that reads and writes through the pointers it's given, as the real one does; memory begins at `begin`. `outcomes` says
 * for each sending how many are taken, or the error.
 */
export function createFakeSystem(waiting: FakePacket[], outcomes: (number | string)[] = []) {
  const begin = 0x7f00_0000_1000n
  const sent: FakePacket[] = []
  let error = ''
  let polled = 0

  function read(headers: Uint8Array, count: number): number {
    const packets = waiting.splice(0, count)
    for (const [index, { address, data }] of packets.entries()) {
      const { name, nameLength, header, vector } = follow(headers, index)
      if (address.length !== nameLength || data.length > vector.length) throw new RangeError('no room')
      name.set(address)
      vector.set(data)
      header.setUint32(56, data.length, true)
    }
    return packets.length === 0 ? fail('EAGAIN') : packets.length
  }

  function send(headers: Uint8Array, count: number): number {
    const outcome = outcomes.shift() ?? count
    if (typeof outcome === 'string') return fail(outcome)
    const taken = Math.min(outcome, count)
    for (let index = 0; index < taken; index++) {
      const { name, vector } = follow(headers, index)
      sent.push({ address: [...name], data: Uint8Array.from(vector) })
    }
    return taken
  }

  function fail(name: string): number {
    error = name
    return -1
  }

  /** `struct mmsghdr`: name and its length, the one vector there is, and the length that was read. */
  function follow(headers: Uint8Array, index: number) {
    const header = new DataView(headers.buffer, headers.byteOffset + index * 64, 64)
    const at = (pointer: bigint) => Number(pointer - begin)
    const vector = new DataView(headers.buffer, at(header.getBigUint64(16, true)), 16)
    const nameLength = header.getUint32(8, true)
    return {
      header,
      nameLength,
      name: new Uint8Array(headers.buffer, at(header.getBigUint64(0, true)), nameLength),
      vector: new Uint8Array(headers.buffer, at(vector.getBigUint64(0, true)), Number(vector.getBigUint64(8, true))),
    }
  }

  const calls = fakeCalls({
    recvmmsg: (_socket, headers, count) => read(headers, count),
    sendmmsg: (_socket, headers, count) => send(headers, count),
    poll: () => ++polled,
    address: () => begin,
    error: () => error,
  })
  return { calls, sent, polled: () => polled }
}
