import { ProjectBody, ProjectChange, ProjectData, ProjectWithEnvironments } from '../../../contract/projects.ts'
import { errorReplies, ListReply, Reply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { createProject, deleteProject, getProject, listProjects, renameProject } from '../../../services/projects.ts'
import { projectPlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const one = '/api/projects/:projectSlug'
const tags = ['projects']

export function projectRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/projects',
    {
      config: { access: { scope: 'self', action: 'project.list' } },
      schema: { summary: 'List projects', tags, response: { 200: ListReply(ProjectData), ...errorReplies } },
    },
    async request => {
      const data = await listProjects(deps, request.caller)
      return { message: 'Projects found.', count: data.length, data }
    },
  )

  app.post(
    '/api/projects',
    {
      // In which workspace is in the body; the service asks whether the caller may there.
      config: { access: { scope: 'self', action: 'project.create' } },
      schema: {
        summary: 'Create a project',
        description:
          'Its slug is made from the name, with a number where the plain one is taken. It gets the environment `production`.',
        tags,
        body: ProjectBody,
        response: { 201: Reply(ProjectWithEnvironments), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await createProject(deps, request.caller, request.body)
      return reply.code(201).send({ message: 'Project created.', data })
    },
  )

  app.get(
    one,
    {
      config: { access: { scope: 'project', action: 'project.read' } },
      schema: {
        summary: 'Get a project',
        tags,
        response: { 200: Reply(ProjectWithEnvironments), ...errorReplies },
      },
    },
    async request => ({ message: 'Project found.', data: await getProject(deps, projectPlaceOf(request)) }),
  )

  app.patch(
    one,
    {
      config: { access: { scope: 'project', action: 'project.update' } },
      schema: {
        summary: 'Rename a project',
        description: 'The slug stays as it is.',
        tags,
        body: ProjectChange,
        response: { 200: Reply(ProjectWithEnvironments), ...errorReplies },
      },
    },
    async request => {
      const data = await renameProject(deps, request.caller, projectPlaceOf(request), request.body.name)
      return { message: 'Project updated.', data }
    },
  )

  app.delete(
    one,
    {
      config: { access: { scope: 'project', action: 'project.delete' } },
      schema: {
        summary: 'Delete a project',
        description: 'With its environments and machine keys. Refused while resources live in it.',
        tags,
        response: { 200: Reply(ProjectData), ...errorReplies },
      },
    },
    async request => {
      const data = await deleteProject(deps, request.caller, projectPlaceOf(request))
      return { message: 'Project deleted.', data }
    },
  )
}
