import Type from 'typebox'
import {
  ChangePageQuery,
  ChangeSetListReply,
  ChangeSetParams,
  ChangeSetQuery,
  ChangeSetReply,
  ChangesBody,
  PlanRefusal,
  PlanReply,
  RevertBody,
  RevertedReply,
  SubmittedReply,
} from '../../../contract/changes.ts'
import { changesProblems } from '../../../contract/changes-problems.ts'
import { WaitQuery } from '../../../contract/records.ts'
import { errorReplies, IdText, Strict } from '../../../contract/schema.ts'
import { changesProblemsInZone } from '../../../services/changes-in-zone.ts'
import type { Deps } from '../../../services/deps.ts'
import { getChangeSet } from '../../../services/get-change-set.ts'
import { listChanges } from '../../../services/list-changes.ts'
import { planChanges } from '../../../services/plan-changes.ts'
import { planRevert, revertChangeSet } from '../../../services/revert-change-set.ts'
import { submitChanges } from '../../../services/submit-changes.ts'
import { placeOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'
import { createWaits, servedMessage } from '../../wait.ts'

const path = '/api/:projectSlug/:environmentSlug/dns/:id/changes'
const place = { projectSlug: Type.String(), environmentSlug: Type.String() }
const params = Strict({ ...place, id: IdText })
const changeSetParams = Strict({ ...place, ...ChangeSetParams })
const tags = ['changes']
const reads = { scope: 'environment', action: 'record.read' } as const
const writes = { scope: 'environment', action: 'record.write' } as const

/** Bytes. Ten thousand changes are more than other requests may hold. */
const bodyLimit = 8 * 1024 * 1024

export function changeRoutes(app: TypedApp, deps: Deps): void {
  const waitOf = createWaits(app)
  app.post(
    path,
    {
      bodyLimit,
      config: {
        access: writes,
        check: ({ body }) => changesProblems(body),
        checkFurther: request => changesProblemsInZone(deps, placeOf(request), request.params, request.body),
      },
      schema: {
        summary: 'Make many changes as one',
        description:
          'Up to 10,000 changes, planned together and made as one change set: all or none where the plan is `atomic`; otherwise the ' +
          'reply is 207 where only some could be made, and `outcomes` tells which. With `dryRun` the plan is all there is. A plan ' +
          'that would delete or replace more than 30 % of a zone of ten sets or more, empty it, or change the NS set at its apex is ' +
          'refused with 409 and shown in `plan`, until it is sent with `confirm`. A change with `ifCurrent` holds for the set as its ' +
          'caller knows it: where somebody else has changed that, nothing is done, and the reply is 409 `changed_since`.',
        tags,
        params,
        querystring: WaitQuery,
        body: ChangesBody,
        response: { 200: PlanReply, 201: SubmittedReply, 207: SubmittedReply, ...errorReplies, 409: PlanRefusal },
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const { id } = request.params
      if (body.dryRun === true) {
        const plan = await planChanges(deps, placeOf(request), { id, body })
        return reply.code(200).send({ message: 'Nothing was changed.', data: { dryRun: true as const, ...plan } })
      }
      const { data, ...served } = await submitChanges(deps, caller, placeOf(request), {
        id,
        body,
        ...waitOf(request, reply),
      })
      const message = servedMessage(messageOf(data, 'Changes made.'), served.inSync)
      return reply.code(isWhole(data) ? 201 : 207).send({ message, data, ...served })
    },
  )

  app.get(
    path,
    {
      config: { access: reads },
      schema: {
        summary: 'List change sets',
        description:
          'Everything that was written to the zone, through either API, newest first; with `name` and `type` what was written to a ' +
          'record set, which tells who did it. Change sets under way are left out then.',
        tags,
        params,
        querystring: ChangeSetQuery,
        response: { 200: ChangeSetListReply, ...errorReplies },
      },
    },
    async request => {
      const { changeSets, nextCursor } = await listChanges(deps, placeOf(request), request.params.id, request.query)
      return { message: 'Change sets found.', count: changeSets.length, data: changeSets, nextCursor }
    },
  )

  app.get(
    `${path}/:changeId`,
    {
      config: { access: reads },
      schema: {
        summary: 'Show a change set',
        description:
          'Who did it, how far it is, and its changes in pages: what each set was before and after, and what became of it.',
        tags,
        params: changeSetParams,
        querystring: ChangePageQuery,
        response: { 200: ChangeSetReply, ...errorReplies },
      },
    },
    async request => {
      const { changeSet, nextCursor } = await getChangeSet(deps, placeOf(request), request.params, request.query)
      return { message: 'Change set found.', data: changeSet, nextCursor }
    },
  )

  app.post(
    `${path}/:changeId/revert`,
    {
      config: { access: writes },
      schema: {
        summary: 'Take a change set back',
        description:
          'Makes every set that it changed what it was before, as a change set of its own, which can be taken back in turn. ' +
          'Refused with 409 `changed_since`, and the sets in `details`, where one of them has been changed since.',
        tags,
        params: changeSetParams,
        body: Type.Optional(RevertBody),
        response: { 200: PlanReply, 201: RevertedReply, 207: RevertedReply, ...errorReplies, 409: PlanRefusal },
      },
    },
    async (request, reply) => {
      const { body = {}, caller, params } = request
      if (body.dryRun === true) {
        const plan = await planRevert(deps, placeOf(request), params)
        return reply.code(200).send({ message: 'Nothing was changed.', data: { dryRun: true as const, ...plan } })
      }
      const data = await revertChangeSet(deps, caller, placeOf(request), { ...params, body })
      return reply.code(isWhole(data) ? 201 : 207).send({ message: messageOf(data, 'Changes taken back.'), data })
    },
  )
}

function isWhole({ status }: { status: string }): boolean {
  return status !== 'partial'
}

function messageOf(data: { status: string }, whole: string): string {
  return isWhole(data) ? whole : 'Some changes were made, and some were not; the outcomes tell which.'
}
