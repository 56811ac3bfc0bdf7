import Type, { type Static } from 'typebox'
import { Id, Line, Reference, Slug, Strict, Timestamp } from './schema.ts'

/** Projects (tenants) of a workspace, and their environments. */

export const ProjectBody = Strict({
  name: Line(100),
  workspaceSlug: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 63,
      pattern: '^[a-z0-9-]+$',
      description: 'the slug of a workspace; without it the first one where you may create projects',
    }),
  ),
})
export const ProjectChange = Strict({ name: Line(100) })
export const EnvironmentBody = Strict({ name: Line(100) })

export const EnvironmentData = Type.Object({ id: Id, slug: Slug, name: Type.String(), createdAt: Timestamp })
export const ProjectData = Type.Object({
  id: Id,
  slug: Slug,
  name: Type.String(),
  workspace: Reference,
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export const ProjectWithEnvironments = Type.Object({
  ...ProjectData.properties,
  environments: Type.Array(EnvironmentData),
})

export type ProjectBody = Static<typeof ProjectBody>
export type EnvironmentData = Static<typeof EnvironmentData>
export type ProjectData = Static<typeof ProjectData>
export type ProjectWithEnvironments = Static<typeof ProjectWithEnvironments>
