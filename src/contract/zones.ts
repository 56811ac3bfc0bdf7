import Type, { type Static } from 'typebox'
import { Id, Line, ListReply, Position, PositionCoordinate, Reference, Strict, Text, Timestamp } from './schema.ts'

/** Who can keep a zone; `native` leaves the choice to what the project is connected to. */
export const zoneProviders = [
  'native',
  'builtin',
  'route53',
  'cloudflare',
  'google',
  'azure',
  'powerdns',
  'rfc2136',
] as const
export type ZoneProvider = (typeof zoneProviders)[number]

export const CreateZoneBody = Strict({
  name: Line(255),
  domainName: Type.String({
    minLength: 1,
    maxLength: 1024,
    description: 'at least two labels, in any case, with or without a final dot; IDN become A-labels',
  }),
  provider: Type.Optional(Type.Enum(zoneProviders)),
  comment: Type.Optional(Text(256)),
  positionX: Type.Optional(PositionCoordinate),
  positionY: Type.Optional(PositionCoordinate),
  cloudflareApiToken: Type.Optional(
    Type.String({ ...Line(512), description: 'for this zone alone; sealed, and never given back' }),
  ),
  hostedZoneId: Type.Optional(
    Type.String({
      ...Line(255),
      description:
        "takes up a zone that the account has already, with its records, by the provider's own id; it must be of this domain",
    }),
  ),
})
export type CreateZoneBody = Static<typeof CreateZoneBody>

export const ListZonesQuery = Strict({
  search: Type.Optional(
    Type.String({
      ...Line(255),
      description: 'a part of the domain or of the name, in whatever case; IDN in their own characters too',
    }),
  ),
  sort: Type.Optional(
    Type.Union([Type.Literal('id'), Type.Literal('domain'), Type.Literal('name')], {
      description: 'by `id`, oldest first, where nothing is said',
    }),
  ),
  order: Type.Optional(
    Type.Union([Type.Literal('asc'), Type.Literal('desc')], { description: '`desc`: the other way round' }),
  ),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; without it all zones come at once' }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, description: '`nextCursor` of the page before' })),
})
export type ListZonesQuery = Static<typeof ListZonesQuery>

export const UpdateZoneBody = Strict({
  cloudflareApiToken: Type.String({
    ...Line(512),
    description: "takes the place of the zone's own token; sealed, and never given back",
  }),
})
export type UpdateZoneBody = Static<typeof UpdateZoneBody>

/** As many as fit into an answer, with their addresses, in the size that everybody takes. */
const mostNameServers = 13

export const NameServersBody = Strict({
  nameServers: Type.Array(Line(253), {
    minItems: 1,
    maxItems: mostNameServers,
    uniqueItems: true,
    description: 'names of hosts; the first is the one that the SOA names',
  }),
})
export type NameServersBody = Static<typeof NameServersBody>

export const ZoneData = Type.Object({
  id: Id,
  resourceType: Type.Literal('dns'),
  name: Type.String(),
  domainName: Type.String(),
  provider: Type.String(),
  hostedZoneId: Type.String(),
  nameServers: Type.Array(Type.String()),
  region: Type.Literal('global'),
  comment: Type.Union([Type.String(), Type.Null()]),
  status: Type.String(),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  position: Position,
  project: Reference,
  environment: Reference,
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type ZoneData = Static<typeof ZoneData>

/** What a list has of each zone. */
export const ListedZone = Type.Object({
  ...ZoneData.properties,
  lastChangeAt: Type.Optional(
    Type.Union([Timestamp, Type.Null()], {
      description:
        'of pages only: when records of the zone were last changed through Zoneplane, as far as the history goes back',
    }),
  ),
})
export type ListedZone = Static<typeof ListedZone>

export const ListZonesReply = Type.Object({
  ...ListReply(ListedZone).properties,
  nextCursor: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'of pages only: what the next one is asked for with' }),
  ),
  total: Type.Optional(Type.Integer({ description: 'of pages only: how many zones there are on all of them' })),
})
