import Type, { type Static } from 'typebox'
import { Id, Line, Problem, Strict, Timestamp } from './schema.ts'

/** Secondaries: name servers that follow the zones of the built-in one by transfer. */

export const tsigAlgorithms = ['hmac-sha256', 'hmac-sha512', 'hmac-sha384', 'hmac-sha1'] as const

/** Of a workspace; each of its zones can have so many anyway. */
export const mostSecondaries = 32

const TsigBody = Strict({
  name: Type.Optional(
    Type.String({
      ...Line(253),
      description: 'a domain name, the same at both sides; one is made where it is left out',
    }),
  ),
  algorithm: Type.Optional(Type.Enum(tsigAlgorithms, { description: '`hmac-sha256` unless told' })),
  secret: Type.Optional(
    Type.String({ ...Line(512), description: 'in base64; one is made, and shown once, where it is left out' }),
  ),
})
export type TsigBody = Static<typeof TsigBody>

const fields = {
  address: Type.String({
    ...Line(45),
    description:
      'IPv4 or IPv6; NOTIFY and SOA questions are sent there, and without a key transfers are asked for from there',
  }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, description: 'where it answers; 53 unless told' }),
  hostname: Type.Union([Line(253), Type.Null()], {
    description: 'the name that the world knows it by, for people; null where it has none',
  }),
  notify: Type.Boolean({ description: 'whether it is told of changes at once (RFC 1996); true unless told' }),
  tsig: Type.Union([TsigBody, Type.Null()], {
    description:
      'the key that both sides sign with (RFC 8945). Left out when the secondary is made: a key is made for it; null: none, and ' +
      'everybody at its address gets the zones',
  }),
  transferFrom: Type.Union([Type.Array(Line(64), { minItems: 1, maxItems: 32, uniqueItems: true }), Type.Null()], {
    description:
      'networks that it may ask for transfers from, such as `192.0.2.0/24`; null: from its address, or with a key from anywhere',
  }),
}

export const SecondaryBody = Strict({
  name: Line(100),
  address: fields.address,
  port: Type.Optional(fields.port),
  hostname: Type.Optional(fields.hostname),
  notify: Type.Optional(fields.notify),
  tsig: Type.Optional(fields.tsig),
  transferFrom: Type.Optional(fields.transferFrom),
})
export const SecondaryChange = Type.Object(
  {
    name: Type.Optional(Line(100)),
    address: Type.Optional(fields.address),
    port: Type.Optional(fields.port),
    hostname: Type.Optional(fields.hostname),
    notify: Type.Optional(fields.notify),
    tsig: Type.Optional(
      Type.Union([TsigBody, Type.Null()], {
        description: 'replaces the key whole; `{}` makes another one, and null takes it away',
      }),
    ),
    transferFrom: Type.Optional(fields.transferFrom),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type SecondaryBody = Static<typeof SecondaryBody>
export type SecondaryChange = Static<typeof SecondaryChange>

const Null = Type.Null()
const TsigData = { name: Type.String(), algorithm: Type.Enum(tsigAlgorithms) }

export const SecondaryData = Type.Object({
  id: Id,
  name: Type.String(),
  address: Type.String(),
  port: Type.Integer(),
  hostname: Type.Union([Type.String(), Null]),
  notify: Type.Boolean(),
  tsig: Type.Union([Type.Object(TsigData), Null]),
  transferFrom: Type.Union([Type.Array(Type.String()), Null]),
  warnings: Type.Array(Problem, {
    description: 'what works and yet had better be otherwise, such as transfers without a key',
  }),
  zones: Type.Optional(
    Type.Object(
      {
        followed: Type.Integer({ description: 'zones that it follows, catalog zones aside' }),
        behind: Type.Integer({ description: 'of these, those that it is not known to have as they are' }),
        at: Timestamp,
      },
      {
        description: 'as of the last look, one every 30 seconds; absent before the first, and where it follows no zone',
      },
    ),
  ),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
/** As it comes back from being made, or given another key. */
export const NewSecondaryData = Type.Object({
  ...SecondaryData.properties,
  tsig: Type.Union([
    Type.Object({
      ...TsigData,
      secret: Type.Optional(Type.String({ description: 'in base64; in the reply to what has set it only' })),
    }),
    Null,
  ]),
})
export type SecondaryData = Static<typeof SecondaryData>
export type NewSecondaryData = Static<typeof NewSecondaryData>

const Serial = Type.Integer({ minimum: 0, maximum: 4_294_967_295 })
const Reason = Type.Union([Type.String(), Null], { description: 'why it failed, for people' })

const NotifyData = Type.Object({
  at: Timestamp,
  serial: Serial,
  status: Type.Enum(['answered', 'failed']),
  tries: Type.Integer({ description: 'messages sent for this serial' }),
  reason: Reason,
})
const TransferData = Type.Object({
  at: Timestamp,
  status: Type.Enum(['sent', 'failed']),
  from: Type.String({ description: 'the address that asked' }),
  kind: Type.Union([Type.Enum(['axfr', 'ixfr']), Null], { description: '`ixfr`: only what had changed' }),
  serial: Type.Union([Serial, Null]),
  records: Type.Union([Type.Integer(), Null]),
  bytes: Type.Union([Type.Integer(), Null]),
  milliseconds: Type.Union([Type.Number(), Null]),
  reason: Reason,
})
const SeenData = Type.Object({
  at: Timestamp,
  serial: Type.Union([Serial, Null], { description: 'null: it did not tell' }),
  reason: Reason,
})

/** How far one secondary has come with a zone. */
export const SecondaryStateData = Type.Object({
  secondary: Type.Object({ id: Id, name: Type.String(), address: Type.String(), port: Type.Integer() }),
  inSync: Type.Boolean({ description: 'it has the serial that is stored here' }),
  notify: Type.Union([NotifyData, Null], { description: 'the last NOTIFY; null: none was sent' }),
  transfer: Type.Union([TransferData, Null], {
    description: 'the last transfer, or request for one; null: there was none',
  }),
  seen: Type.Union([SeenData, Null], { description: 'what it said when it was asked for its SOA last' }),
})
export type SecondaryStateData = Static<typeof SecondaryStateData>

export const ZoneSecondariesBody = Strict({
  secondaries: Type.Union([
    Type.Literal('workspace', { description: 'all of the workspace, those to come too' }),
    Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
      maxItems: mostSecondaries,
      uniqueItems: true,
      description: 'these alone, by id; none where the list is empty',
    }),
  ]),
})
export const ZoneSecondariesData = Type.Object({
  secondaries: Type.Union([Type.Literal('workspace'), Type.Array(Id)]),
  serial: Serial,
  inSync: Type.Boolean({ description: 'every secondary is' }),
  states: Type.Array(SecondaryStateData),
})
export type ZoneSecondariesBody = Static<typeof ZoneSecondariesBody>
export type ZoneSecondariesData = Static<typeof ZoneSecondariesData>

export const CatalogZoneBody = Strict({
  domain: Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Null], {
    description: 'a domain of two labels at least that is no zone, such as `catalog.invalid`; null: no catalog zone',
  }),
})
export const CatalogZoneData = Type.Object({
  domain: Type.Union([Type.String(), Null]),
  serial: Type.Union([Serial, Null]),
  zones: Type.Integer({ description: 'zones in it: those that all secondaries of the workspace follow' }),
  states: Type.Array(SecondaryStateData),
})
export type CatalogZoneBody = Static<typeof CatalogZoneBody>
export type CatalogZoneData = Static<typeof CatalogZoneData>
