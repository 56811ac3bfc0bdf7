import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { resourceTypes, targetTypes } from './resource-types.ts'
import {
  Id,
  Line,
  Position,
  PositionCoordinate,
  Problem as ProblemSchema,
  Reference,
  Strict,
  Timestamp,
} from './schema.ts'

export const Metadata = Type.Object(
  {},
  {
    additionalProperties: true,
    maxProperties: 20,
    description: 'what each type of target can be told is listed by `GET /api/resource-types`',
  },
)

export const CreateTargetBody = Strict({
  resourceType: Type.Enum(targetTypes),
  name: Line(255),
  metadata: Metadata,
  positionX: Type.Optional(PositionCoordinate),
  positionY: Type.Optional(PositionCoordinate),
})
export type CreateTargetBody = Static<typeof CreateTargetBody>

export const UpdateResourceBody = Type.Object(
  {
    name: Type.Optional(Line(255)),
    metadata: Type.Optional(Metadata),
    positionX: Type.Optional(PositionCoordinate),
    positionY: Type.Optional(PositionCoordinate),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateResourceBody = Static<typeof UpdateResourceBody>

export const PositionBody = Strict({ x: PositionCoordinate, y: PositionCoordinate })
export type PositionBody = Static<typeof PositionBody>

export const ListResourcesQuery = Strict({ type: Type.Optional(Type.Enum(resourceTypes)) })

export const ResourceData = Type.Object({
  id: Id,
  resourceType: Type.String(),
  name: Type.String(),
  status: Type.String(),
  comment: Type.Union([Type.String(), Type.Null()]),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  position: Position,
  project: Reference,
  environment: Reference,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  subdomainName: Type.Optional(Type.String({ description: 'of a subdomain' })),
  domainName: Type.Optional(Type.String({ description: 'of a zone, as the next four are' })),
  provider: Type.Optional(Type.String()),
  hostedZoneId: Type.Optional(Type.String()),
  nameServers: Type.Optional(Type.Array(Type.String())),
  region: Type.Optional(Type.String()),
})
export type ResourceData = Static<typeof ResourceData>

export const DeletedResource = Type.Object({
  id: Id,
  resourceType: Type.String(),
  name: Type.String(),
  leftAlone: Type.Array(ProblemSchema, {
    description: 'record sets that its connections had made, and that were changed since: they are not touched',
  }),
})
export type DeletedResource = Static<typeof DeletedResource>

const Count = { total: Type.Integer(), types: Type.Record(Type.String(), Type.Integer()) }

export const ResourceSummary = Type.Object({
  ...Count,
  statuses: Type.Record(Type.String(), Type.Integer()),
  projects: Type.Array(
    Type.Object({
      id: Id,
      slug: Type.String(),
      name: Type.String(),
      ...Count,
      environments: Type.Array(Type.Object({ id: Id, slug: Type.String(), name: Type.String(), ...Count })),
    }),
  ),
})
export type ResourceSummary = Static<typeof ResourceSummary>

/** A place on the canvas has both coordinates. */
export function positionProblems(body: unknown): Problem[] {
  if (typeof body !== 'object' || body === null) return []
  const { positionX, positionY } = body as Record<string, unknown>
  if ((positionX === undefined) === (positionY === undefined)) return []
  const path = positionX === undefined ? 'positionX' : 'positionY'
  return [{ path, code: 'required', message: 'positionX and positionY are given together' }]
}
