import Type, { type Static } from 'typebox'
import { ListReply, Strict } from './schema.ts'

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
const AliasTarget = Strict({
  dnsName: Type.String({ minLength: 1, maxLength: 1024 }),
  hostedZoneId: Type.String({ minLength: 1, maxLength: 255 }),
  evaluateTargetHealth: Type.Boolean(),
})

/** `values` is needed exactly where `aliasTarget` isn't given; with that there is no `ttl` either. */
export const PutRecordBody = Strict({
  name: Name,
  type: RecordTypeText,
  ttl: Type.Optional(Ttl),
  values: Type.Optional(Values),
  aliasTarget: Type.Optional(AliasTarget),
})
export type PutRecordBody = Static<typeof PutRecordBody>

export const DeleteRecordBody = Strict({ name: Name, type: RecordTypeText, values: Values })
export type DeleteRecordBody = Static<typeof DeleteRecordBody>

export const ListRecordsQuery = Strict({
  name: Type.Optional(Name),
  type: Type.Optional(RecordTypeText),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; without it all sets come at once' }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, description: '`nextCursor` of the page before' })),
})
export type ListRecordsQuery = Static<typeof ListRecordsQuery>

export const RecordSet = Type.Object({
  name: Type.String({ description: 'the full name without the final dot' }),
  type: Type.String(),
  ttl: Type.Optional(Type.Integer()),
  values: Type.Optional(Type.Array(Type.String())),
  aliasTarget: Type.Optional(AliasTarget),
})
export type RecordSet = Static<typeof RecordSet>

export const ListRecordsReply = Type.Object({
  ...ListReply(RecordSet).properties,
  nextCursor: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'of pages only: what the next one is asked for with' }),
  ),
})
