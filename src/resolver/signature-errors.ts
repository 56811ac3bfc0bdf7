import { rcodeFromCode } from '../dns/message-codes.ts'
import { decodeHeader } from '../dns/message-header.ts'
import type { RefusedByServer, Untrusted } from '../tsig/verify-reply.ts'
import { QueryError } from './query-error.ts'
import type { ServerAddress } from './server-address.ts'

/** What went wrong with a signature, as everything else that goes wrong is told. */
export function errorOfSignature(
  verdict: RefusedByServer | Untrusted,
  { bytes, server, now }: { bytes: Uint8Array; server: ServerAddress; now: number },
): QueryError {
  return verdict.status === 'refused' ? refusedByServer(verdict, server, now) : untrusted(verdict, bytes, server, now)
}

function refusedByServer({ error, serverTime }: RefusedByServer, server: ServerAddress, now: number): QueryError {
  const rcode = 'NOTAUTH'
  if (error === 'BADKEY') {
    const message = 'does not know this key, or not with this algorithm, or not for this (BADKEY)'
    return new QueryError('bad_key', message, { server, rcode })
  }
  if (error === 'BADTIME') {
    const message = `refuses the time of the signature: ${clocks(serverTime, now)} (BADTIME)`
    return new QueryError('bad_time', message, { server, rcode, serverTime })
  }
  if (error === 'BADSIG') {
    const message = 'finds the signature wrong: the key has another secret there (BADSIG)'
    return new QueryError('bad_signature', message, { server, rcode })
  }
  return new QueryError('bad_signature', `refuses the signature (${error})`, { server, rcode })
}

function untrusted({ reason, signedAt }: Untrusted, bytes: Uint8Array, server: ServerAddress, now: number): QueryError {
  if (reason === 'malformed') return new QueryError('malformed', 'answers what can’t be read', { server, sent: true })
  if (reason === 'unsigned') return unsigned(bytes, server)
  if (reason === 'out_of_time') {
    const message = `signs its answers with another time: ${clocks(signedAt, now)}`
    return new QueryError('bad_time', message, { server, serverTime: signedAt, sent: true })
  }
  const words = reason === 'other_key' ? 'with another key' : 'wrongly'
  return new QueryError('bad_signature', `signs its answers ${words}`, { server, sent: true })
}

/** Who refuses may do so without a signature; only what comes of it as an error is believed. */
function unsigned(bytes: Uint8Array, server: ServerAddress): QueryError {
  const rcode = rcodeFromCode(decodeHeader(bytes).lowRcode)
  const message = `answered ${rcode} without a signature`
  if (rcode === 'NOERROR') return new QueryError('bad_signature', message, { server, sent: true })
  const refuses = rcode === 'REFUSED' || rcode === 'NOTAUTH'
  return new QueryError(refuses ? 'refused' : 'servfail', message, { server, rcode, sent: true })
}

function clocks(serverTime: number | undefined, now: number): string {
  if (serverTime === undefined) return 'the clocks differ'
  const seconds = Math.round((serverTime - now) / 1000)
  const way = seconds < 0 ? 'behind' : 'ahead of'
  return `its clock, ${new Date(serverTime).toISOString()}, is ${Math.abs(seconds)} s ${way} ours`
}
