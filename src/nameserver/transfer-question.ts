import { decodeMessage } from '../dns/message-decode.ts'
import { DnsError } from '../dns/problem.ts'
import type { LookupName } from './lookup-name.ts'
import { QueryMessage, rcodes } from './query-message.ts'
import { typeNumbers } from './wire-set.ts'

/** A request for a zone, as far as its reply needs it. */
export interface TransferQuestion {
  kind: 'axfr' | 'ixfr'
  /** Without a TSIG record. */
  message: Uint8Array
  name: LookupName
  /** Offset behind the question. */
  questionEnd: number
  edns: boolean
  /** What the client takes by UDP. */
  payload: number
  /** What the client has (RFC 1995 §3); absent where it isn't said. */
  serial: number | undefined
}

/** Undefined for anything else, and for what can't be read. */
export function readTransferQuestion(message: Uint8Array): TransferQuestion | undefined {
  const query = new QueryMessage()
  if (query.read(message, message.length) !== rcodes.NOERROR) return undefined
  const { name, type, questionEnd, edns, payload } = query
  if (type === typeNumbers.AXFR) {
    return { kind: 'axfr', message, name, questionEnd, edns, payload, serial: undefined }
  }
  if (type !== typeNumbers.IXFR) return undefined
  return { kind: 'ixfr', message, name, questionEnd, edns, payload, serial: clientSerial(message) }
}

function clientSerial(message: Uint8Array): number | undefined {
  try {
    const soa = decodeMessage(message).authorities.find(({ type }) => type === 'SOA')
    return soa && Number(soa.rdata.split(' ')[2])
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}
