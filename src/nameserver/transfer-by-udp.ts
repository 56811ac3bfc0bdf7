import { limitOf } from './responder.ts'
import type { TransferQuestion } from './transfer-question.ts'
import { openSource, soaAlone, type TransferSource } from './transfer-source.ts'
import { TransferWriter } from './transfer-writer.ts'
import type { Zone } from './zone.ts'
import type { WireDifference } from './zone-difference.ts'

/** What one packet tells of a zone. */
export interface PacketTransfer {
  message: Uint8Array
  serial: number
  records: number
  /** The client has to come again by TCP, for there's more than fits. */
  incomplete: boolean
}

/** An IXFR by UDP: the whole answer, or the SOA alone where that doesn't fit (RFC 1995 §2). `reserved` bytes are left free. */
export function transferByUdp(
  zone: Zone,
  question: TransferQuestion,
  differences: readonly WireDifference[] | undefined,
  reserved: number,
): PacketTransfer {
  const limit = limitOf(question, 'udp') - reserved
  const source = openSource(zone, question, differences)
  try {
    const whole = source.kind === 'ixfr' ? write(question, source, limit) : undefined
    if (whole !== undefined) return { ...whole, incomplete: false }
  } finally {
    source.close()
  }
  const alone = write(question, soaAlone(zone), limit)
  if (alone === undefined) throw new RangeError('not even the SOA fits into a packet')
  return { ...alone, incomplete: true }
}

function write(question: TransferQuestion, source: TransferSource, limit: number) {
  const writer = new TransferWriter(question, { full: limit, largest: limit })
  for (const sets of source.records) if (!sets.every(set => writer.addWhole(set))) return undefined
  const { records } = writer
  return { message: writer.take(), serial: source.serial, records }
}
