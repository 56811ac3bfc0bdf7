import Type, { type Static } from 'typebox'
import { RecordSet } from './records.ts'
import { Reply, Strict, Timestamp } from './schema.ts'
import { ZoneData } from './zones.ts'

/** What name servers answer about a zone: of a sync, and of a look at how far a change has spread. */

const Failure = Type.Union([
  Type.Object({
    code: Type.String({
      description:
        '`timeout`, `network`, `malformed`, `refused`, `servfail`, `no_address` (of the name server), or `address_not_allowed`: ' +
        'a private address, which is not asked',
    }),
    message: Type.String(),
  }),
  Type.Null(),
])

export const ServerAnswer = Type.Object({
  kind: Type.Enum(['builtin', 'authoritative', 'resolver'], {
    description:
      'the built-in name server itself, a name server that the zone is delegated to, or a configured resolver',
  }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'of the name server' }),
  address: Type.Union([Type.String(), Type.Null()], { description: 'with the port' }),
  rcode: Type.Union([Type.String(), Type.Null()], { description: '`NOERROR`, `NXDOMAIN`, `REFUSED` …' }),
  authoritative: Type.Boolean({ description: 'AA' }),
  values: Type.Array(Type.String(), { description: 'of the records at the name itself, or where its CNAME leads' }),
  canonicalName: Type.Union([Type.String(), Type.Null()], { description: 'where CNAME records lead from the name' }),
  ttl: Type.Union([Type.Integer(), Type.Null()], { description: 'seconds; what is left of it, at a resolver' }),
  serial: Type.Union([Type.Integer(), Type.Null()], { description: "of the zone's SOA record there" }),
  milliseconds: Type.Union([Type.Number(), Type.Null()]),
  transport: Type.Union([Type.Enum(['udp', 'tcp']), Type.Null()]),
  error: Failure,
})
export type ServerAnswer = Static<typeof ServerAnswer>

const names = Type.Array(Type.String())
export const DelegationData = Type.Object({
  state: Type.Enum(['complete', 'partial', 'elsewhere', 'none', 'unknown'], {
    description:
      "the parent zone's servers name all name servers that the provider gave the zone and no others, some of them, others only, or " +
      'nobody; or it could not be found out',
  }),
  parentZone: Type.Union([Type.String(), Type.Null()]),
  parentNameServers: Type.Array(Type.String(), { description: "whom the parent's own servers name" }),
  zoneNameServers: Type.Array(Type.String(), { description: 'the NS set of the zone, as the resolvers see it' }),
  providerNameServers: names,
  error: Failure,
})
export type DelegationData = Static<typeof DelegationData>

export const SyncDetails = Type.Object({
  name: Type.String({ description: 'whose TXT record was asked for' }),
  expected: Type.String(),
  delegation: DelegationData,
  nameServers: Type.Array(ServerAnswer),
})
export type SyncDetails = Static<typeof SyncDetails>

export const SyncReply = Type.Object({ ...Reply(ZoneData).properties, details: SyncDetails })

export const PropagationQuery = Strict({
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: '`@` (the default), a relative name, or a full name inside the zone',
    }),
  ),
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 32, description: 'a record type; default `SOA`' })),
})
export type PropagationQuery = Static<typeof PropagationQuery>

export const PropagationAnswer = Type.Object({
  ...ServerAnswer.properties,
  agrees: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'with what the provider has; null where there was no answer, or none that could be compared',
  }),
})
export type PropagationAnswer = Static<typeof PropagationAnswer>

export const PropagationData = Type.Object({
  name: Type.String(),
  type: Type.String(),
  expected: Type.Array(RecordSet, {
    description:
      'what the provider has at the name: the sets of the type, the CNAME set, or what a wildcard stands for',
  }),
  summary: Type.Object({
    state: Type.Enum(['agree', 'differ', 'incomplete', 'unknown'], {
      description:
        'all servers agree with the provider; one of them differs; those that answered agree; or nothing could be compared',
    }),
    agree: Type.Integer(),
    differ: Type.Integer(),
    failed: Type.Integer(),
    notCompared: Type.Integer({
      description: 'answers to sets that answer with something else: aliases, proxied ones',
    }),
    serials: Type.Array(Type.Integer(), { description: 'of the authoritative servers; several while one lags behind' }),
  }),
  delegation: DelegationData,
  servers: Type.Array(PropagationAnswer),
  checkedAt: Timestamp,
})
export type PropagationData = Static<typeof PropagationData>

export const PropagationReply = Reply(PropagationData)
