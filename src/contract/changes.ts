import Type, { type Static } from 'typebox'
import { inSync, PutRecordBody, RecordSet } from './records.ts'
import { ErrorReply, Id, IdText, Problem, Strict, Text, Timestamp } from './schema.ts'

/** Change sets: many changes as one, what became of them, and how they're taken back. */

export const maxChanges = 10_000

export const changeActions = ['create', 'upsert', 'delete', 'add', 'remove'] as const

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

const choices = {
  dryRun: Type.Optional(Type.Boolean({ description: 'show the plan, and change nothing', default: false })),
  confirm: Type.Optional(
    Type.Boolean({ description: 'make the changes though the plan is dangerous', default: false }),
  ),
  comment: Type.Optional(Text(1000)),
}

/** Whatever a set holds at a provider can be told of it, also what could not be written. */
const KnownSet = Strict({
  name: Type.Optional(Type.String({ maxLength: 1024 })),
  type: Type.Optional(Type.String({ maxLength: 32 })),
  ttl: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'seconds' })),
  values: Type.Optional(Type.Array(Type.String({ maxLength: 400_000 }), { maxItems: 10_000 })),
  aliasTarget: PutRecordBody.properties.aliasTarget,
  proxied: Type.Optional(Type.Boolean()),
  variant: Type.Optional(Type.String({ maxLength: 128 })),
  routing: PutRecordBody.properties.routing,
})

export const WantedChange = Strict({
  action: Type.Enum(changeActions, {
    description:
      '`create` is refused where the set is there, `upsert` replaces it whole, `delete` is refused where it is not there, or ' +
      'does not hold the `values` given; what else a set has may stand in a `delete`, and is not compared. `add` adds values to ' +
      'a set, with a TTL for all of it, and `remove` takes values out: both leave the others as they are, whoever writes meanwhile',
  }),
  ...PutRecordBody.properties,
  ifCurrent: Type.Optional(
    Type.Union([KnownSet, Type.Null()], {
      description:
        'what you know of the set: as you read it, or a part of that; `null`: that there is none. Where it is something else by the ' +
        'time the change is made, nothing of the request is done, and the reply is 409 `changed_since`; unless the set is as ' +
        '`upsert` or `add` would make it already. Fields left out, and `name`, `type` and `variant`, are not compared',
    }),
  ),
})
export type WantedChange = Static<typeof WantedChange>

export const ChangesBody = Strict({
  changes: Type.Array(WantedChange, { minItems: 1, maxItems: maxChanges, description: 'each of another record set' }),
  ...choices,
})
export type ChangesBody = Static<typeof ChangesBody>

export const RevertBody = Strict(choices)
export type RevertBody = Static<typeof RevertBody>

export const PlannedChange = Type.Object({
  op: Type.Enum(['create', 'replace', 'delete']),
  name: Type.String(),
  type: Type.String(),
  before: orNull(RecordSet),
  after: orNull(RecordSet),
})
export type PlannedChange = Static<typeof PlannedChange>

export const PlanData = Type.Object({
  changes: Type.Array(PlannedChange, {
    description: 'in the order to make them in; sets that stay as they are are left out',
  }),
  problems: Type.Array(Problem, { description: 'everything that the plan would be refused for' }),
  dangers: Type.Array(
    Type.Object({ code: Type.Enum(['apex_ns_changed', 'many_sets_lost', 'zone_emptied']), message: Type.String() }),
    { description: 'what asks for `confirm: true`' },
  ),
  atomic: Type.Boolean({ description: 'the provider makes all of the changes or none' }),
  calls: Type.Integer({ description: 'calls to the provider that it takes' }),
})
export type PlanData = Static<typeof PlanData>

const Failure = Type.Object({
  code: Type.Enum(['auth', 'not_found', 'conflict', 'rejected', 'rate_limited', 'unavailable']),
  message: Type.String(),
  details: Type.Optional(
    Type.Object({
      code: Type.Optional(Type.String()),
      message: Type.Optional(Type.String()),
      requestId: Type.Optional(Type.String()),
    }),
  ),
})

const told = {
  failure: orNull(Failure),
  receipt: Type.Union([Type.String(), Type.Null()], {
    description: "the provider's own word for the call, where it has one",
  }),
}

/** What became of one change that was asked for. */
export const ChangeOutcome = Type.Object({
  action: Type.Enum(changeActions),
  name: Type.String(),
  type: Type.String(),
  status: Type.Enum(['applied', 'unchanged', 'failed', 'skipped'], {
    description: '`unchanged`: the set was so already; `skipped`: never sent, because an earlier one failed',
  }),
  before: orNull(RecordSet),
  after: orNull(RecordSet),
  ...told,
})
export type ChangeOutcome = Static<typeof ChangeOutcome>

/** One change of a change set, as the history has it. */
export const ChangeData = Type.Object({
  position: Type.Integer({ minimum: 0, description: 'the order within the change set; not every number is there' }),
  status: Type.Enum(['applied', 'failed', 'skipped']),
  ...PlannedChange.properties,
  ...told,
})
export type ChangeData = Static<typeof ChangeData>

export const ChangeSetData = Type.Object({
  id: Id,
  kind: Type.Enum(['write', 'import', 'revert']),
  status: Type.Enum(['pending', 'applied', 'failed', 'partial'], {
    description: '`pending`: under way; `partial`: some changes were made, and some were not',
  }),
  comment: orNull(Type.String()),
  revertOf: Type.Union([Id, Type.Null()], { description: 'id of the change set that this one takes back' }),
  actor: Type.Object({
    kind: Type.Enum(['user', 'api_key', 'machine_key', 'system']),
    id: orNull(Id),
    name: Type.String(),
  }),
  requestId: Type.String(),
  address: orNull(Type.String()),
  idempotencyKey: orNull(Type.String()),
  problems: Type.Array(Problem, { description: 'why nothing, or not everything, was done' }),
  done: Type.Integer({ description: 'changes that are settled' }),
  total: Type.Integer({ description: 'changes in all' }),
  createdAt: Timestamp,
  settledAt: orNull(Timestamp),
})
export type ChangeSetData = Static<typeof ChangeSetData>

/** Of a change set in a list: enough to tell which one is meant. */
export const ListedChangeSet = Type.Object({
  ...ChangeSetData.properties,
  firstChanges: Type.Array(Type.Object({ op: PlannedChange.properties.op, name: Type.String(), type: Type.String() }), {
    maxItems: 3,
    description: 'the first of its changes; with `name` or `type`, of those that are asked for',
  }),
})
export type ListedChangeSet = Static<typeof ListedChangeSet>

const Submitted = Type.Object({
  dryRun: Type.Literal(false),
  ...ChangeSetData.properties,
  outcomes: Type.Array(ChangeOutcome, { description: 'one for each change of the request, in its order' }),
})
const Reverted = Type.Object({
  dryRun: Type.Literal(false),
  ...ChangeSetData.properties,
  outcomes: Type.Array(ChangeData),
})
export type SubmittedData = Static<typeof Submitted>
export type RevertedData = Static<typeof Reverted>

export const SubmittedReply = Type.Object({ message: Type.String(), data: Submitted, inSync })
export const RevertedReply = Type.Object({ message: Type.String(), data: Reverted })
export const PlanReply = Type.Object({
  message: Type.String(),
  data: Type.Object({ dryRun: Type.Literal(true), ...PlanData.properties }),
})

/** A dangerous plan comes back with its refusal, to be looked at before it is confirmed. */
export const PlanRefusal = Type.Object({ ...ErrorReply.properties, plan: Type.Optional(PlanData) })

export const ChangeSetQuery = Strict({
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$', description: 'a number from 1 to 200; default 50' }),
  ),
  cursor: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: '`nextCursor` of the page before' })),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: 'only change sets with changes at this name: `@`, a relative name, or a full one inside the zone',
    }),
  ),
  type: Type.Optional(
    Type.String({ minLength: 1, maxLength: 32, description: 'only those with changes of this type' }),
  ),
})
export type ChangeSetQuery = Static<typeof ChangeSetQuery>

export const ChangePageQuery = Strict({
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: 'a number from 1 to 1000; default 100' }),
  ),
  cursor: Type.Optional(
    Type.String({ pattern: '^(0|[1-9][0-9]{0,14})$', description: '`nextCursor` of the page before' }),
  ),
})
export type ChangePageQuery = Static<typeof ChangePageQuery>

const nextCursor = Type.Union([Type.String(), Type.Null()], { description: 'null on the last page' })

export const ChangeSetListReply = Type.Object({
  message: Type.String(),
  count: Type.Integer(),
  data: Type.Array(ListedChangeSet),
  nextCursor,
})

export const ChangeSetReply = Type.Object({
  message: Type.String(),
  data: Type.Object({ ...ChangeSetData.properties, changes: Type.Array(ChangeData) }),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'of the changes; null on the last page' }),
})

export const ChangeSetParams = { id: IdText, changeId: IdText }
