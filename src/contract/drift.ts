import Type, { type Static } from 'typebox'
import { RecordSet } from './records.ts'
import { Id, Strict, Timestamp } from './schema.ts'

/** What a provider has, compared with what was last written to it through here. */

export const DriftQuery = Strict({
  unmanaged: Type.Optional(Type.Enum(['true', 'false'], { description: 'list the unmanaged sets too' })),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: 'a number from 1 to 1000; default 100' }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, description: '`nextCursor` of the page before' })),
})
export type DriftQuery = Static<typeof DriftQuery>

export const DriftedSet = Type.Object({
  kind: Type.Enum(['changed', 'missing', 'returned', 'unmanaged'], {
    description:
      '`changed`: the provider has another set than was written; `missing`: it has none; `returned`: it has one that was ' +
      'deleted; `unmanaged`: it has one that was never written through here',
  }),
  name: Type.String(),
  type: Type.String(),
  expected: Type.Union([RecordSet, Type.Null()]),
  actual: Type.Union([RecordSet, Type.Null()]),
  changeId: Type.Union([Id, Type.Null()], { description: 'the change set that wrote the set last' }),
})
export type DriftedSet = Static<typeof DriftedSet>

export const DriftData = Type.Object({
  inSync: Type.Boolean({ description: 'nothing is changed, missing or returned' }),
  checkedAt: Timestamp,
  counts: Type.Object({
    written: Type.Integer({ description: 'sets whose last write is known here' }),
    changed: Type.Integer(),
    missing: Type.Integer(),
    returned: Type.Integer(),
    unmanaged: Type.Integer({
      description: 'sets that were never written through here, but for those the provider keeps',
    }),
    unsettled: Type.Integer({ description: 'sets that differ and are being written just now: they are not drift' }),
  }),
  sets: Type.Array(DriftedSet, { description: 'in the order of names, then types' }),
})
export type DriftData = Static<typeof DriftData>

export const DriftReply = Type.Object({
  message: Type.String(),
  data: DriftData,
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'of `sets`; null on the last page' }),
})
