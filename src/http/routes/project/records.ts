import Type from 'typebox'
import { recordSetProblems } from '../../../contract/record-set.ts'
import { recordTypeProblems } from '../../../contract/record-type.ts'
import {
  DeleteRecordBody,
  ListRecordsQuery,
  ListRecordsReply,
  PutRecordBody,
  RecordReply,
  WaitQuery,
} from '../../../contract/records.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import { deleteRecordSet, putRecordSet } from '../../../services/change-records.ts'
import type { Deps } from '../../../services/deps.ts'
import { listRecords } from '../../../services/list-records.ts'
import { zoneProblemsOf } from '../../../services/record-set-in-zone.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'
import { createWaits, servedMessage } from '../../wait.ts'

const path = '/api/:projectSlug/:environmentSlug/dns/:id/records'
const params = Strict({ projectSlug: Type.String(), environmentSlug: Type.String(), id: IdText })
const tags = ['records']

export function recordRoutes(app: TypedApp, deps: Deps): void {
  const waitOf = createWaits(app)
  app.get(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'record.read' },
        check: ({ query }) => typeProblems(query),
      },
      schema: {
        summary: 'List record sets',
        description:
          'In the order of names (RFC 4034 §6.1), then types, SOA and apex NS among them, or in another. All at once, or in ' +
          'pages where a limit or a cursor is given: each goes on where the one before has ended, whatever has been written ' +
          'since. A cursor is used with the filters and the order that it came with.',
        tags,
        params,
        querystring: ListRecordsQuery,
        response: { 200: ListRecordsReply, ...errorReplies },
      },
    },
    async request => {
      const { sets, ...more } = await listRecords(deps, placeOf(request), request.params.id, request.query)
      return { message: 'Record sets found.', count: sets.length, data: sets, ...more }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'record.write' },
        check: ({ body }) => recordSetProblems(body),
        checkFurther: request => zoneProblemsOf(deps, placeOf(request), request.params, request.body),
      },
      schema: {
        summary: 'Create or replace a record set',
        description:
          'The whole set of that name and type becomes what is given. Answers once the provider has accepted it. Sets with a ' +
          'routing policy are told apart by `variant`, and are never replaced by a set without one.',
        tags,
        params,
        querystring: WaitQuery,
        body: PutRecordBody,
        response: { 201: RecordReply, ...errorReplies },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { body } = request
      const { set: data, ...served } = await putRecordSet(deps, request.caller, placeOf(request), {
        id,
        body,
        ...waitOf(request, reply),
      })
      return reply.code(201).send({ message: servedMessage('Record set stored.', served.inSync), data, ...served })
    },
  )

  app.delete(
    path,
    {
      config: {
        access: { scope: 'environment', action: 'record.write' },
        check: ({ body }) => recordSetProblems(body),
      },
      schema: {
        summary: 'Delete a record set',
        description:
          'Only where `values` are exactly what the set holds, in any order; of an alias set, where `aliasTarget` is exactly its target.',
        tags,
        params,
        querystring: WaitQuery,
        body: DeleteRecordBody,
        response: { 200: RecordReply, ...errorReplies },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { body } = request
      const { set: data, ...served } = await deleteRecordSet(deps, request.caller, placeOf(request), {
        id,
        body,
        ...waitOf(request, reply),
      })
      return { message: servedMessage('Record set deleted.', served.inSync), data, ...served }
    },
  )
}

function typeProblems(query: unknown): ReturnType<typeof recordTypeProblems> {
  const { type } = query as { type?: unknown }
  return typeof type === 'string' ? recordTypeProblems('type', type) : []
}
