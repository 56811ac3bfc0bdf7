import Type from 'typebox'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import { NewSecondaryData, SecondaryBody, SecondaryChange, SecondaryData } from '../../../contract/secondaries.ts'
import { secondaryProblems } from '../../../contract/secondary-input.ts'
import type { Deps } from '../../../services/deps.ts'
import {
  createSecondary,
  deleteSecondary,
  getSecondary,
  listSecondaries,
  updateSecondary,
} from '../../../services/secondaries.ts'
import { workspacePlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const all = '/api/workspaces/:workspaceSlug/secondaries'
const one = `${all}/:id`
const tags = ['secondaries']
const params = Strict({ workspaceSlug: Type.String(), id: IdText })

const exampleBody = { name: 'ns1', address: '192.0.2.53', hostname: 'ns1.example.net' }

export function secondaryRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    all,
    {
      config: { access: { scope: 'workspace', action: 'secondary.read' } },
      schema: { summary: 'List secondaries', tags, response: { 200: ListReply(SecondaryData), ...errorReplies } },
    },
    async request => {
      const data = await listSecondaries(deps, workspacePlaceOf(request))
      return { message: 'Secondaries found.', count: data.length, data }
    },
  )

  app.post(
    all,
    {
      config: {
        access: { scope: 'workspace', action: 'secondary.manage' },
        check: ({ body }) => secondaryProblems(body),
      },
      schema: {
        summary: 'Add a secondary',
        description:
          'A name server that follows the zones of the built-in one by transfer (AXFR, IXFR) and is told of changes (NOTIFY): all ' +
          'of the workspace, unless a zone has a list of its own. Both sign with a TSIG key, whose secret is shown in this reply only.',
        tags,
        body: Type.Object(SecondaryBody.properties, { additionalProperties: false, examples: [exampleBody] }),
        response: { 201: Reply(NewSecondaryData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createSecondary(deps, request.caller, workspacePlaceOf(request), request.body)
      const message = `Secondary created.${data.tsig === null ? '' : ' The secret of its key is not shown again.'}`
      return reply.code(201).send({ message, data })
    },
  )

  app.get(
    one,
    {
      config: { access: { scope: 'workspace', action: 'secondary.read' } },
      schema: { summary: 'Get a secondary', tags, params, response: { 200: Reply(SecondaryData), ...errorReplies } },
    },
    async request => {
      const data = await getSecondary(deps, workspacePlaceOf(request), Number(request.params.id))
      return { message: 'Secondary found.', data }
    },
  )

  app.patch(
    one,
    {
      config: {
        access: { scope: 'workspace', action: 'secondary.manage' },
        check: ({ body }) => secondaryProblems(body),
      },
      schema: {
        summary: 'Change a secondary',
        description: 'Another key takes the place of the old one at once; its secret is shown in this reply only.',
        tags,
        params,
        body: SecondaryChange,
        response: { 200: Reply(NewSecondaryData), ...errorReplies },
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await updateSecondary(deps, request.caller, workspacePlaceOf(request), id, request.body)
      return { message: 'Secondary updated.', data }
    },
  )

  app.delete(
    one,
    {
      config: { access: { scope: 'workspace', action: 'secondary.manage' } },
      schema: {
        summary: 'Remove a secondary',
        description: 'It is sent nothing more. What it has it goes on answering, until the SOA says that it expires.',
        tags,
        params,
        response: { 200: Reply(SecondaryData), ...errorReplies },
      },
    },
    async request => {
      const data = await deleteSecondary(deps, request.caller, workspacePlaceOf(request), Number(request.params.id))
      return { message: 'Secondary removed.', data }
    },
  )
}
