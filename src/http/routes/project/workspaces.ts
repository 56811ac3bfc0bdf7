import { MemberBody, MemberData, MemberRemoval, WorkspaceData } from '../../../contract/accounts.ts'
import { errorReplies, ListReply, Reply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { listMembers, putMember, removeMember } from '../../../services/members.ts'
import { listWorkspaces } from '../../../services/workspaces.ts'
import { workspacePlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const members = '/api/workspaces/:workspaceSlug/members'
const tags = ['workspaces']

export function workspaceRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/workspaces',
    {
      config: { access: { scope: 'self', action: 'workspace.list' } },
      schema: { summary: 'List your workspaces', tags, response: { 200: ListReply(WorkspaceData), ...errorReplies } },
    },
    async request => {
      const data = await listWorkspaces(deps, request.caller)
      return { message: 'Workspaces found.', count: data.length, data }
    },
  )

  app.get(
    members,
    {
      config: { access: { scope: 'workspace', action: 'workspace.read' } },
      schema: { summary: 'List members', tags, response: { 200: ListReply(MemberData), ...errorReplies } },
    },
    async request => {
      const data = await listMembers(deps, workspacePlaceOf(request))
      return { message: 'Members found.', count: data.length, data }
    },
  )

  app.post(
    members,
    {
      config: { access: { scope: 'workspace', action: 'workspace.manage-members' } },
      schema: {
        summary: 'Add a member, or change a role',
        description:
          'The email is that of an existing account. 201 where it is a new member, 200 where a role changes. ' +
          'Only owners make or unmake owners, and the last one stays.',
        tags,
        body: MemberBody,
        response: { 200: Reply(MemberData), 201: Reply(MemberData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const { added, member } = await putMember(deps, request.caller, workspacePlaceOf(request), request.body)
      if (!added) return reply.code(200).send({ message: 'Role changed.', data: member })
      return reply.code(201).send({ message: 'Member added.', data: member })
    },
  )

  app.delete(
    members,
    {
      config: { access: { scope: 'workspace', action: 'workspace.manage-members' } },
      schema: {
        summary: 'Remove a member',
        description: 'Named by email in a JSON body. Only owners remove owners, and the last one stays.',
        tags,
        body: MemberRemoval,
        response: { 200: Reply(MemberData), ...errorReplies },
      },
    },
    async request => {
      const data = await removeMember(deps, request.caller, workspacePlaceOf(request), request.body.email)
      return { message: 'Member removed.', data }
    },
  )
}
