/** How many packets one call reads at most. */
export const batchSize = 64

/** `struct mmsghdr`, `struct iovec`, and room for the larger of `sockaddr_in` and `sockaddr_in6`, which have 16 and 28 bytes. */
const headerSize = 64
const vectorSize = 16
const nameRoom = 32
/** More than the largest packet, so none is cut; not a power of two, because such places get in each other's way in the cache. */
const packetRoom = 65_536 + 192
/** More than the largest answer by UDP. */
const answerRoom = 1280

const incomingHeaders = 0
const outgoingHeaders = incomingHeaders + batchSize * headerSize
const incomingVectors = outgoingHeaders + batchSize * headerSize
const outgoingVectors = incomingVectors + batchSize * vectorSize
const names = outgoingVectors + batchSize * vectorSize
const packetsStart = names + batchSize * nameRoom
const answersStart = packetsStart + batchSize * packetRoom

/** What the system reads and writes while it receives and sends a batch. */
export interface BatchMemory {
  /** For `recvmmsg`: so many headers as a batch has packets. */
  incoming: Uint8Array
  /** For `sendmmsg`: the headers from this one on. */
  outgoingFrom(index: number): Uint8Array
  packets: readonly Buffer[]
  packetLength(index: number): number
  senderPort(index: number): number
  /** `struct sockaddr_in` or `sockaddr_in6`. */
  sender(index: number): Uint8Array
  /**
   * Where answers are put, in this order: while one is being written it may reach into the places of those behind it, which
   * is why there's no need to copy it.
   */
  answers: readonly Buffer[]
  setAnswerLength(index: number, length: number): void
}

/**
 * Lays it out as 64-bit Linux has it (recvmmsg(2), recvmsg(2); little-endian; glibc and musl agree on the bytes). It's one
 * buffer, which lives as long as any part of it does and never moves. Each packet's answer goes back to the address that
 * was stored with it, so every pointer and every limit is written here, once; later only the lengths of answers are.
 *
 * `largestWrite` is how far an answer's writer may go before it finds that something doesn't fit.
 */
export function createBatchMemory(
  addressLength: number,
  largestWrite: number,
  address: (memory: ArrayBuffer) => bigint,
): BatchMemory {
  const memory = new ArrayBuffer(answersStart + (batchSize - 1) * answerRoom + largestWrite)
  const words = new Uint32Array(memory, 0, packetsStart / 4)
  const bytes = new Uint8Array(memory, names, batchSize * nameRoom)
  const begin = address(memory)
  for (let index = 0; index < batchSize; index++) writePointers(new DataView(memory), begin, index, addressLength)

  const outgoing = Array.from({ length: batchSize }, (_, index) => {
    return new Uint8Array(memory, outgoingHeaders + index * headerSize, (batchSize - index) * headerSize)
  })
  return {
    incoming: new Uint8Array(memory, incomingHeaders, batchSize * headerSize),
    outgoingFrom: index => outgoing[index]!,
    packets: places(memory, packetsStart, packetRoom, packetRoom),
    // msg_len
    packetLength: index => words[(incomingHeaders + index * headerSize + 56) / 4]!,
    senderPort: index => (bytes[index * nameRoom + 2]! << 8) | bytes[index * nameRoom + 3]!,
    sender: index => bytes.subarray(index * nameRoom, index * nameRoom + addressLength),
    answers: places(memory, answersStart, answerRoom, largestWrite),
    setAnswerLength: (index, length) => {
      // iov_len
      words[(outgoingVectors + index * vectorSize + 8) / 4] = length
    },
  }
}

function places(memory: ArrayBuffer, start: number, stride: number, length: number): Buffer[] {
  return Array.from({ length: batchSize }, (_, index) => Buffer.from(memory, start + index * stride, length))
}

function writePointers(view: DataView, begin: bigint, index: number, addressLength: number): void {
  const name = begin + BigInt(names + index * nameRoom)
  const sides = [
    { header: incomingHeaders, vector: incomingVectors, data: packetsStart + index * packetRoom, length: packetRoom },
    { header: outgoingHeaders, vector: outgoingVectors, data: answersStart + index * answerRoom, length: 0 },
  ]
  for (const side of sides) {
    const header = side.header + index * headerSize
    const vector = side.vector + index * vectorSize
    // msg_name and msg_namelen: all addresses of one socket are of one kind, so the system leaves the length as it is.
    view.setBigUint64(header, name, true)
    view.setUint32(header + 8, addressLength, true)
    // msg_iov and msg_iovlen
    view.setBigUint64(header + 16, begin + BigInt(vector), true)
    view.setUint32(header + 24, 1, true)
    // iov_base and iov_len
    view.setBigUint64(vector, begin + BigInt(side.data), true)
    view.setUint32(vector + 8, side.length, true)
  }
}
