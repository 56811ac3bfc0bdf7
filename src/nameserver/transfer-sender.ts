import { createStreamSigner, tsigSize } from '../tsig/sign.ts'
import type { TsigReplyContext } from '../tsig/tsig-key.ts'
import type { TransferQuestion } from './transfer-question.ts'
import type { TransferSource } from './transfer-source.ts'
import { streamSizes, TransferWriter } from './transfer-writer.ts'
import type { OwnedRecords } from './wire-set.ts'

/** What goes to the client in one write, about. */
const writeSize = 64 * 1024

/** The messages of one transfer, made when they're wanted. */
export interface TransferSender {
  /** Some whole messages: as many as make one write, or as can be made until a time of `performance.now`. Empty when all were given. */
  next(until: number): Uint8Array[]
  sent(): { records: number; bytes: number }
}

export function createTransferSender(
  question: TransferQuestion,
  source: TransferSource,
  sign?: TsigReplyContext,
): TransferSender {
  const writer = new TransferWriter(question, streamSizes(sign === undefined ? 0 : tsigSize(sign.key)))
  const signer = sign && createStreamSigner(sign)
  const fill = createFiller(writer, source)
  let records = 0
  let bytes = 0

  function take(): Uint8Array {
    records += writer.records
    const unsigned = writer.take()
    const message = signer === undefined ? unsigned : signer.sign(unsigned, Date.now())
    bytes += message.length
    return message
  }

  function next(until: number): Uint8Array[] {
    const taken: Uint8Array[] = []
    const before = bytes
    do {
      if (!fill()) return taken
      taken.push(take())
    } while (bytes - before < writeSize && performance.now() < until)
    return taken
  }

  return { next, sent: () => ({ records, bytes }) }
}

/** Gives a function that fills the writer's message, and is false where there's nothing left to put into one. */
function createFiller(writer: TransferWriter, source: TransferSource): () => boolean {
  const chunks = source.records[Symbol.iterator]()
  let sets: readonly OwnedRecords[] = []
  let index = 0
  let at = 0

  return () => {
    for (;;) {
      if (index === sets.length) {
        const next = chunks.next()
        if (next.done) return writer.records > 0
        sets = next.value
        index = 0
      } else {
        const set = sets[index]!
        at = writer.add(set, at)
        if (at < set.wire.length) return true
        at = 0
        index++
      }
    }
  }
}
