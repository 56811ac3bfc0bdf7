import type { ServerAnswer } from '../contract/dns-answers.ts'
import { domainText } from '../contract/domain-name.ts'
import { valueFromRdata } from '../contract/record-value.ts'
import type { MessageRecord } from '../dns/message.ts'
import type { Name } from '../dns/rrset.ts'
import type { ServerReply, Wanted } from '../resolver/ask-server.ts'
import { followAliases } from '../resolver/follow-aliases.ts'
import { askNamedServer, type NamedServer } from '../resolver/name-servers.ts'
import { errorOfRcode, QueryError } from '../resolver/query-error.ts'
import type { Resolver } from '../resolver/resolver.ts'
import { type ServerAddress, serverText } from '../resolver/server-address.ts'
import type { Dns } from './deps.ts'
import { failureData, orFailure } from './zone-servers.ts'

/** What one server says, for people and for whoever compares it. */
export interface Answered {
  data: ServerAnswer
  /** Undefined where there was no reply. */
  reply: ServerReply | undefined
  /** Of the wanted type, at the name itself or where its CNAME records lead. */
  records: readonly MessageRecord[]
  /** What stands in the way of an answer: no reply, or one that says that there is none. */
  failure: QueryError | undefined
}

/** Somebody to ask. */
export interface Asked {
  kind: ServerAnswer['kind']
  server: NamedServer
}

export interface ZoneQuestion {
  zone: Name
  wanted: Wanted
  signal: AbortSignal
}

/** Asks a server for the wanted records and for the zone's SOA record at once. Never throws for what comes of it. */
export async function askAboutZone(
  { resolver }: Dns,
  { kind, server }: Asked,
  { zone, wanted, signal }: ZoneQuestion,
): Promise<Answered> {
  const options = { signal, recursion: kind === 'resolver' }
  const [reply, soa] = await Promise.all([
    orFailure(askNamedServer(resolver, server, wanted, options)),
    orFailure(askNamedServer(resolver, server, { name: zone, type: 'SOA' }, options)),
  ])
  const serial = soa instanceof QueryError ? null : serialIn(soa, zone)
  const name = kind === 'authoritative' ? domainText(server.name) : null
  const [address] = server.addresses
  if (reply instanceof QueryError) return unanswered({ kind, name, address: reply.server ?? address, serial }, reply)
  const { name: canonical, records, failure } = await follow(resolver, reply, wanted, signal)
  const { message, milliseconds, transport } = reply
  const data: ServerAnswer = {
    kind,
    name,
    address: serverText(reply.server),
    rcode: message.rcode,
    authoritative: message.authoritative,
    values: records.map(({ type, rdata }) => valueFromRdata(type, rdata)),
    canonicalName: canonical === wanted.name ? null : domainText(canonical),
    ttl: records[0]?.ttl ?? null,
    serial,
    milliseconds,
    transport,
    error: failure === undefined ? null : failureData(failure),
  }
  return { data, reply, records, failure }
}

type Unanswered = Pick<ServerAnswer, 'kind' | 'name' | 'serial'> & { address: ServerAddress | undefined }

function unanswered({ kind, name, address, serial }: Unanswered, failure: QueryError): Answered {
  const data: ServerAnswer = {
    kind,
    name,
    address: address === undefined ? null : serverText(address),
    rcode: null,
    authoritative: false,
    values: [],
    canonicalName: null,
    ttl: null,
    serial,
    milliseconds: null,
    transport: null,
    error: failureData(failure),
  }
  return { data, reply: undefined, records: [], failure }
}

/** A CNAME that leads out of what the server knows is followed by the resolvers. */
async function follow(resolver: Resolver, { message, server }: ServerReply, wanted: Wanted, signal: AbortSignal) {
  const refusal = errorOfRcode(message.rcode, server)
  const first = followAliases(message.answers, wanted)
  if (refusal !== undefined || first.records.length > 0 || first.name === wanted.name) {
    return { ...first, failure: refusal }
  }
  const further = { name: first.name, type: wanted.type }
  const found = await orFailure(resolver.lookup(further, { signal }))
  if (found instanceof QueryError) return { ...first, failure: found }
  return { ...followAliases(found.message.answers, further), failure: undefined }
}

function serialIn({ message }: ServerReply, zone: Name): number | null {
  const soa = message.answers.find(({ name, type }) => name === zone && type === 'SOA')
  const serial = Number(soa?.rdata.split(' ')[2] ?? Number.NaN)
  return Number.isNaN(serial) ? null : serial
}
