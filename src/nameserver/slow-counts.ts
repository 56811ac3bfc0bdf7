import { splitMessage } from '../tsig/split-message.ts'
import type { NameServerStats } from './name-server.ts'
import { headerLength, QueryMessage, rcodes } from './query-message.ts'
import { typeNumbers } from './wire-set.ts'

/** What the slow path has come to so far. */
export interface SlowCounts {
  readonly transfers: NameServerStats['transfers']
  readonly handedOver: NameServerStats['handedOver']
  /** By RCODE mnemonic. */
  readonly answers: Record<string, number>
  signatureRefusals: number
  dropped: number
  countRequest(message: Uint8Array): void
  countReply(reply: Uint8Array): void
}

const opcodeUpdate = 5
const mnemonics = new Map<number, string>(Object.entries(rcodes).map(([mnemonic, rcode]) => [rcode, mnemonic]))

export function createSlowCounts(): SlowCounts {
  const query = new QueryMessage()
  return {
    transfers: { axfr: { sent: 0, failed: 0 }, ixfr: { sent: 0, failed: 0 } },
    handedOver: { transfers: 0, updates: 0, others: 0 },
    answers: {},
    signatureRefusals: 0,
    dropped: 0,
    countRequest(message) {
      const kind = ((message[2]! >> 3) & 15) === opcodeUpdate ? 'updates' : isTransfer(message) ? 'transfers' : 'others'
      this.handedOver[kind]++
    },
    countReply(reply) {
      if (reply.length < headerLength) return
      const rcode = reply[3]! & 15
      const mnemonic = mnemonics.get(rcode) ?? `RCODE${rcode}`
      this.answers[mnemonic] = (this.answers[mnemonic] ?? 0) + 1
      if (rcode === rcodes.NOTAUTH && refusesSignature(reply)) this.signatureRefusals++
    },
  }

  function isTransfer(message: Uint8Array): boolean {
    if (query.read(message, message.length) !== rcodes.NOERROR) return false
    return query.type === typeNumbers.AXFR || query.type === typeNumbers.IXFR
  }
}

/** Its TSIG record says which error it is (RFC 8945 §5.2); NOTAUTH without one speaks of the zone. */
function refusesSignature(reply: Uint8Array): boolean {
  try {
    return (splitMessage(reply).tsig?.error ?? 0) !== 0
  } catch {
    return false
  }
}
