import Type, { type Static } from 'typebox'
import { Id, IdText, Timestamp } from './schema.ts'

/** Who did what, when, from which address. */

export const ActivityQuery = Type.Object(
  {
    project: Type.Optional(Type.String({ minLength: 1, maxLength: 63, description: "a project's slug" })),
    resourceId: Type.Optional(IdText),
    action: Type.Optional(
      Type.String({ maxLength: 60, pattern: '^[a-z0-9_.-]+$', description: 'an action, such as "project.create"' }),
    ),
    limit: Type.Optional(
      Type.String({ pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$', description: 'a number from 1 to 200; default 50' }),
    ),
    cursor: Type.Optional(
      Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: '`nextCursor` of the page before' }),
    ),
  },
  { additionalProperties: false },
)

const IdOrNull = Type.Union([Id, Type.Null()])
export const ActivityData = Type.Object({
  id: Id,
  action: Type.String(),
  subject: Type.String({ description: 'what it was done to, for people' }),
  actor: Type.Object({
    kind: Type.Union([
      Type.Literal('user'),
      Type.Literal('api_key'),
      Type.Literal('machine_key'),
      Type.Literal('system'),
    ]),
    id: IdOrNull,
    name: Type.String(),
  }),
  workspaceId: Id,
  projectId: IdOrNull,
  environmentId: IdOrNull,
  resourceId: IdOrNull,
  requestId: Type.String(),
  address: Type.Union([Type.String(), Type.Null()]),
  before: Type.Unknown(),
  after: Type.Unknown(),
  createdAt: Timestamp,
})
export const ActivityListReply = Type.Object({
  message: Type.String(),
  count: Type.Integer(),
  data: Type.Array(ActivityData),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null on the last page' }),
})

export type ActivityQuery = Static<typeof ActivityQuery>
export type ActivityData = Static<typeof ActivityData>
