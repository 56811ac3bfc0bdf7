import { DnsError } from '../../dns/problem.ts'
import { setOf } from '../../plan/change.ts'
import type { Call } from '../provider.ts'
import type { PowerDnsClient } from './client.ts'
import { rdataFromContent } from './convert.ts'
import { asPowerDnsError, type PowerDnsError } from './errors.ts'
import type { Operation } from './patch.ts'
import type { PatchEntry } from './zone-document.ts'

/** Times that a batch is sent again with a value in the server's own writing. */
const mostRewrites = 10

export interface Sent {
  /** Why nothing came of it, or nobody knows what. */
  error?: PowerDnsError
  /** The zone's serial after the change, where the server counts it (`SOA-EDIT-API`). */
  serial?: string
}

/** Sends all entries as one request. What the server only writes otherwise is sent as it writes it. */
export async function sendPatch(
  client: PowerDnsClient,
  path: string,
  operations: readonly Operation[],
  call: Call | undefined,
): Promise<Sent> {
  for (let rewrites = 0; ; rewrites++) {
    try {
      await call?.furtherRequest?.()
      const body = { rrsets: operations.flatMap(({ entries }) => entries) }
      const { headers } = await client.request('PATCH', path, { body }, call)
      const serial = headers.get('x-pdns-new-serial')
      return serial === null ? {} : { serial }
    } catch (caught) {
      const error = asPowerDnsError(caught)
      const isRewritten = rewrites < mostRewrites && error.messages.some(message => rewrite(message, operations))
      if (!isRewritten) return { error }
    }
  }
}

/**
 * Versions differ in how they write values, and take no other writing: `… Not in expected format (parsed as '…')`. Puts in what the
 * server has read where it means the same.
 */
function rewrite(message: string, operations: readonly Operation[]): boolean {
  const [, name, sent, parsed] =
    /^Record (\S+)\/[\w-]+ '(.*)': Not in expected format \(parsed as '(.*)'\)$/s.exec(message) ?? []
  if (sent === undefined || parsed === undefined || sent === parsed) return false
  for (const { change, entries } of operations) {
    for (const entry of entries) {
      if (entry.name === name && replaceContent(entry, setOf(change).type, { sent, parsed })) return true
    }
  }
  return false
}

function replaceContent(entry: PatchEntry, type: string, { sent, parsed }: { sent: string; parsed: string }): boolean {
  const record = entry.records?.find(({ content }) => content === sent)
  if (record === undefined || !isSameRdata(type, sent, parsed)) return false
  record.content = parsed
  return true
}

function isSameRdata(type: string, one: string, other: string): boolean {
  try {
    return rdataFromContent(type, one) === rdataFromContent(type, other)
  } catch (error) {
    if (error instanceof DnsError) return false
    throw error
  }
}
