import { EnvironmentBody, EnvironmentData } from '../../../contract/projects.ts'
import { errorReplies, ListReply, Reply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { createEnvironment, listEnvironments } from '../../../services/environments.ts'
import { projectPlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/projects/:projectSlug/environments'
const tags = ['projects']

export function environmentRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'project', action: 'project.read', hide: true } },
      schema: { summary: 'List environments', tags, response: { 200: ListReply(EnvironmentData), ...errorReplies } },
    },
    async request => {
      const data = await listEnvironments(deps, projectPlaceOf(request))
      return { message: 'Environments found.', count: data.length, data }
    },
  )

  app.post(
    path,
    {
      config: { access: { scope: 'project', action: 'environment.create' } },
      schema: {
        summary: 'Create an environment',
        tags,
        body: EnvironmentBody,
        response: { 201: Reply(EnvironmentData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createEnvironment(deps, request.caller, projectPlaceOf(request), request.body.name)
      return reply.code(201).send({ message: 'Environment created.', data })
    },
  )
}
