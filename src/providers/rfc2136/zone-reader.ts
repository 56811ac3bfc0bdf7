import type { Message } from '../../dns/message.ts'
import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError } from '../provider.ts'
import { isQueryError, providerError, zoneNotFound } from './errors.ts'
import type { NameServer } from './name-server.ts'
import { createZoneCopies } from './zone-copies.ts'
import { createCopyBuilder, MisfitError, type ZoneCopy } from './zone-copy.ts'

/** Reads zones by transferring them. Throws ProviderError, and never gives a part. */
export interface ZoneReader {
  /** Every record, from the server. */
  whole(zone: Name, call?: Call): Promise<ZoneCopy>
  /** The same, where a copy is kept that has the same serial or can be brought to it by differences: only these are transferred. */
  current(zone: Name, call?: Call): Promise<ZoneCopy>
  /** Whether there is a copy, so that `current` costs little. */
  has(zone: Name): boolean
  /** The copy may be wrong. */
  forget(zone: Name): void
}

/** Characters of names and data in one transfer, some 3,000,000 records of the usual size: a server may send without end. */
const longestZone = 256 * 1024 * 1024
/** What a record takes beside these. */
const recordFrame = 50

export function createZoneReader(server: NameServer): ZoneReader {
  const copies = createZoneCopies()

  async function read(zone: Name, from: ZoneCopy | undefined, call: Call | undefined): Promise<ZoneCopy> {
    const builder = createCopyBuilder(zone, from)
    let length = 0
    for await (const records of server.transfer(zone, from?.serial, call)) {
      for (const record of records) {
        length += recordFrame + record.name.length + record.rdata.length
        builder.take(record)
      }
      if (length > longestZone) throw tooLarge(zone)
      // What comes is waited for message by message, and not all of it as one answer.
      await call?.furtherRequest?.()
    }
    const copy = builder.finish()
    copies.keep(zone, copy)
    return copy
  }

  async function whole(zone: Name, call: Call | undefined): Promise<ZoneCopy> {
    try {
      return await read(zone, undefined, call)
    } catch (error) {
      copies.forget(zone)
      throw isTransferRefusal(error) ? await explained(server, zone, error, call) : providerError(error)
    }
  }

  return {
    whole,
    async current(zone, call) {
      const from = copies.get(zone)
      if (from === undefined) return whole(zone, call)
      try {
        return await read(zone, from, call)
      } catch (error) {
        if (!needsWhole(error)) throw providerError(error)
        return whole(zone, call)
      }
    },
    has: zone => copies.get(zone) !== undefined,
    forget: zone => copies.forget(zone),
  }
}

function tooLarge(zone: Name): ProviderError {
  const message = `the server sends more of ${nameWithoutFinalDot(zone)} than can be held (${longestZone / 1024 / 1024} MB)`
  return new ProviderError({ code: 'rejected', message, details: { code: 'zone_too_large', message } })
}

/** Whether a server's answer is the zone's own SOA record. */
export function holdsZone({ rcode, authoritative, answers }: Message, zone: Name): boolean {
  return rcode === 'NOERROR' && authoritative && answers.some(({ name, type }) => name === zone && type === 'SOA')
}

function isRefusal(error: unknown): error is Error {
  return isQueryError(error) && error.code === 'refused'
}

/** Knot says so of a key that it knows, where the key may do other things (2026-11, Knot 3.2). */
function isTransferRefusal(error: unknown): error is Error {
  return isRefusal(error) || (isQueryError(error) && error.code === 'bad_key')
}

/** Servers that know no IXFR, or have lost count, may still transfer the zone. */
function needsWhole(error: unknown): boolean {
  if (error instanceof MisfitError) return true
  return isTransferRefusal(error) || (isQueryError(error) && (error.code === 'servfail' || error.code === 'malformed'))
}

/**
 * Throws ProviderError where the server doesn't answer with the zone's SOA record: `not_found`, or `auth` where it does so for others.
 */
export async function requireZone(server: NameServer, zone: Name, call: Call | undefined): Promise<void> {
  try {
    const reply = await server.ask(zone, 'SOA', call)
    if (!holdsZone(reply, zone)) throw zoneNotFound(zone, reply.rcode)
  } catch (error) {
    throw isRefusal(error) ? await keyRefused(server, zone, error, call) : providerError(error)
  }
}

/** PowerDNS refuses what is signed wrongly with no more words than what is not there. */
async function keyRefused(server: NameServer, zone: Name, cause: Error, call: Call | undefined): Promise<unknown> {
  try {
    if (!holdsZone(await server.askUnsigned(zone, 'SOA', call), zone)) return zoneNotFound(zone, 'REFUSED', cause)
    const message =
      `the server has ${nameWithoutFinalDot(zone)} and refuses what is signed with this key, without a reason: ` +
      'it does not know the key, has another secret or algorithm for it, or another time'
    return new ProviderError(
      { code: 'auth', message, details: { code: 'key_refused', message: cause.message } },
      { cause },
    )
  } catch (error) {
    return providerError(error)
  }
}

/** A zone whose transfer is refused may be there or not. */
async function explained(server: NameServer, zone: Name, cause: Error, call: Call | undefined): Promise<ProviderError> {
  await requireZone(server, zone, call)
  return transferRefused(zone, cause)
}

function transferRefused(zone: Name, cause: Error): ProviderError {
  const message = `the server has ${nameWithoutFinalDot(zone)} and refuses its transfer to this key, so it cannot be read`
  const details = { code: 'transfer_refused', message: cause.message }
  return new ProviderError({ code: 'auth', message, details }, { cause })
}
