import Type from 'typebox'
import { expiryProblems } from '../../../contract/expiry.ts'
import {
  grantProblems,
  MachineKeyBody,
  MachineKeyData,
  NewMachineKeyData,
  tsigProblems,
} from '../../../contract/machine-keys.ts'
import { errorReplies, IdText, ListReply, Reply, Strict } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { createMachineKey, deleteMachineKey, listMachineKeys } from '../../../services/machine-keys.ts'
import { projectPlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/projects/:projectSlug/machine-keys'
const tags = ['machine keys']

export function machineKeyRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'project', action: 'machine-key.read', hide: true } },
      schema: { summary: 'List machine keys', tags, response: { 200: ListReply(MachineKeyData), ...errorReplies } },
    },
    async request => {
      const data = await listMachineKeys(deps, projectPlaceOf(request))
      return { message: 'Machine keys found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: {
        access: { scope: 'project', action: 'machine-key.manage' },
        check: ({ body }) => [...expiryProblems(body, deps.now()), ...grantProblems(body), ...tsigProblems(body)],
      },
      schema: {
        summary: 'Make a machine key',
        description:
          'It opens the machine API for this project, as far as its grants go. It is shown in this reply only. With `tsig` it signs dynamic DNS updates (RFC 2136), too.',
        tags,
        body: MachineKeyBody,
        response: { 201: Reply(NewMachineKeyData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createMachineKey(deps, request.caller, projectPlaceOf(request), request.body)
      return reply.code(201).send({ message: 'Machine key created. It is not shown again.', data })
    },
  )

  app.delete(
    `${path}/:id`,
    {
      config: { access: { scope: 'project', action: 'machine-key.manage' } },
      schema: {
        summary: 'Revoke a machine key',
        tags,
        params: Strict({ projectSlug: Type.String(), id: IdText }),
        response: { 200: Reply(MachineKeyData), ...errorReplies },
      },
    },
    async request => {
      const id = Number(request.params.id)
      const data = await deleteMachineKey(deps, request.caller, projectPlaceOf(request), id)
      return { message: 'Machine key revoked.', data }
    },
  )
}
