import Type, { type Static } from 'typebox'
import { RoutingData } from './routing.ts'
import { Line, ListReply, noControls, Reply, Strict } from './schema.ts'

const Name = Type.String({
  minLength: 1,
  maxLength: 1024,
  description:
    '`@` for the zone itself, a relative name, or a full name inside the zone, with or without the final dot',
})
const RecordTypeText = Type.String({
  minLength: 1,
  maxLength: 32,
  description: 'a mnemonic such as `MX`, in any case, or `TYPE` and a number (RFC 3597)',
})
const Values = Type.Array(Type.String({ maxLength: 400_000 }), {
  minItems: 1,
  maxItems: 400,
  description:
    'presentation form, host names with or without the final dot; TXT as plain text, or as quoted strings where the whole value is in quotes',
})
export const Ttl = Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 300, description: 'seconds' })
const dnsName = Type.String({ minLength: 1, maxLength: 1024 })
const hostedZoneId = { minLength: 1, maxLength: 255, ...noControls }
const AliasTarget = Strict({
  dnsName,
  hostedZoneId: Type.String(hostedZoneId),
  evaluateTargetHealth: Type.Boolean(),
})
const WantedAliasTarget = Strict({
  dnsName,
  hostedZoneId: Type.Optional(
    Type.String({
      ...hostedZoneId,
      description:
        "of the target's service; found by the host name where that is a known one of AWS's, or a name in the zone",
    }),
  ),
  evaluateTargetHealth: Type.Boolean(),
})
const Variant = Type.String({
  minLength: 1,
  maxLength: 128,
  ...noControls,
  description:
    'tells sets of one name and type apart, where the provider has routing policies (Route 53: SetIdentifier)',
})
const WantedRouting = Type.Object(RoutingData.properties, {
  additionalProperties: false,
  description: 'when the set is the one to answer with; left out, a set that is there keeps its own',
})

/** `values` is needed exactly where `aliasTarget` isn't given; with that there is no `ttl` either. */
export const PutRecordBody = Strict({
  name: Name,
  type: RecordTypeText,
  ttl: Type.Optional(Ttl),
  values: Type.Optional(Values),
  aliasTarget: Type.Optional(WantedAliasTarget),
  proxied: Type.Optional(
    Type.Boolean({
      description:
        "serve it through the provider's proxies (Cloudflare); left out, a set that is there keeps its state",
    }),
  ),
  variant: Type.Optional(Variant),
  routing: Type.Optional(WantedRouting),
})
export type PutRecordBody = Static<typeof PutRecordBody>

/** `values` is needed exactly where `aliasTarget` isn't given. */
export const DeleteRecordBody = Strict({
  name: Name,
  type: RecordTypeText,
  values: Type.Optional(Values),
  aliasTarget: Type.Optional(WantedAliasTarget),
  variant: Type.Optional(Variant),
})
export type DeleteRecordBody = Static<typeof DeleteRecordBody>

export const ListRecordsQuery = Strict({
  name: Type.Optional(Name),
  type: Type.Optional(RecordTypeText),
  search: Type.Optional(
    Type.String({
      ...Line(255),
      description:
        'a part of a name or of a value, in whatever case, as it is shown or as people read it: labels of IDN in their own characters too',
    }),
  ),
  sort: Type.Optional(
    Type.Union([Type.Literal('name'), Type.Literal('type'), Type.Literal('ttl')], {
      description:
        'by `name` (RFC 4034 §6.1), then type, where nothing is said; by `type`, then name; by `ttl`, then name and type',
    }),
  ),
  order: Type.Optional(
    Type.Union([Type.Literal('asc'), Type.Literal('desc')], { description: '`desc`: all of it the other way round' }),
  ),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; without it all sets come at once' }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, description: '`nextCursor` of the page before' })),
})
export type ListRecordsQuery = Static<typeof ListRecordsQuery>

export const RecordSet = Type.Object({
  name: Type.String({ description: 'the full name without the final dot' }),
  type: Type.String(),
  ttl: Type.Optional(Type.Integer({ description: 'seconds; 1 at Cloudflare: automatic' })),
  values: Type.Optional(Type.Array(Type.String())),
  aliasTarget: Type.Optional(AliasTarget),
  proxied: Type.Optional(Type.Boolean({ description: 'where the provider can serve the set through its proxies' })),
  variant: Type.Optional(Type.String()),
  routing: Type.Optional(RoutingData),
})
export type RecordSet = Static<typeof RecordSet>

export const WaitQuery = Strict({
  wait: Type.Optional(
    Type.Literal('insync', {
      description: "answer when all of the provider's name servers have it, as long as a request may last: a minute",
    }),
  ),
})
export type WaitQuery = Static<typeof WaitQuery>

/** Whether everything that was written is at all of the provider's name servers; of requests that wait for it. */
export const inSync = Type.Optional(
  Type.Boolean({ description: 'with `wait=insync`: whether all name servers had it within the time' }),
)
export const RecordReply = Type.Object({ ...Reply(RecordSet).properties, inSync })

export const ListRecordsReply = Type.Object({
  ...ListReply(RecordSet).properties,
  nextCursor: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'of pages only: what the next one is asked for with' }),
  ),
  total: Type.Optional(Type.Integer({ description: 'of pages only: how many sets there are on all of them' })),
})
