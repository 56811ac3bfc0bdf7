import Type, { type Static } from 'typebox'
import { ChangeSetData, PlanData } from './changes.ts'
import { ErrorReply, Strict, Text } from './schema.ts'

/** A zone file brought into a zone. */

const Flag = (description: string) =>
  Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')], { default: 'false', description }))

export const ImportQuery = Strict({
  mode: Type.Optional(
    Type.Union([Type.Literal('merge'), Type.Literal('replace')], {
      default: 'merge',
      description: 'whether sets that are not in the file stay, or go',
    }),
  ),
  dryRun: Flag('show the plan, and change nothing'),
  confirm: Flag('make the changes though the plan is dangerous'),
  comment: Type.Optional(Text(1000)),
})
export type ImportQuery = Static<typeof ImportQuery>

const Count = (description: string) => Type.Integer({ minimum: 0, description })

export const FileWarning = Type.Object({
  line: Type.Integer({ minimum: 1 }),
  column: Type.Integer({ minimum: 1 }),
  code: Type.String(),
  message: Type.String(),
})

export const ImportPlan = Type.Object({
  mode: Type.String({ description: '`merge` or `replace`' }),
  records: Count('records in the file'),
  counts: Type.Object({
    create: Count('sets that the zone does not have yet'),
    replace: Count('sets that the zone has otherwise'),
    delete: Count('sets that the file does not have, where they go'),
    unchanged: Count('sets that are alike in the zone and the file'),
    kept: Count('sets that the file does not have, and that stay'),
  }),
  ...PlanData.properties,
  changes: Type.Array(PlanData.properties.changes.items, { description: 'the first 100 of them' }),
  warnings: Type.Array(FileWarning, { description: 'the first 1,000 of them' }),
  warningCount: Count('warnings in all'),
})
export type ImportPlan = Static<typeof ImportPlan>

export const ImportReply = Type.Object({
  message: Type.String(),
  data: Type.Object({
    dryRun: Type.Boolean(),
    ...ImportPlan.properties,
    changeSet: Type.Union([ChangeSetData, Type.Null()], { description: 'null where nothing was, or had to be, done' }),
  }),
})
export type ImportData = Static<typeof ImportReply>['data']

/** A dangerous plan comes back with its refusal, to be looked at before it is confirmed. */
export const ImportRefusal = Type.Object({ ...ErrorReply.properties, plan: Type.Optional(ImportPlan) })

export const fileTypes = ['text/dns', 'text/plain']
