import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { resourceTypes } from './resource-types.ts'
import { Id, IdText, Problem as ProblemSchema, Strict, Timestamp } from './schema.ts'

const RequestId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const ResourceType = Type.Enum(resourceTypes)

export const connectionStatuses = ['pending', 'connecting', 'connected', 'failed', 'disconnected'] as const
const Status = Type.Enum(connectionStatuses)

export const ConnectionDetails = Strict({
  dnsResourceId: Type.Optional(Type.Integer({ ...RequestId, description: 'the zone that the records are made in' })),
  ttl: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'seconds; 300 where nothing is said' }),
  ),
})
export type ConnectionDetails = Static<typeof ConnectionDetails>

export const CreateResourceConnectionBody = Strict({
  sourceResourceType: ResourceType,
  sourceResourceId: RequestId,
  targetResourceType: ResourceType,
  targetResourceId: RequestId,
  connectionDetails: Type.Optional(ConnectionDetails),
})
export type CreateResourceConnectionBody = Static<typeof CreateResourceConnectionBody>

export const UpdateResourceConnectionBody = Type.Object(
  { status: Type.Optional(Status), connectionDetails: Type.Optional(ConnectionDetails) },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateResourceConnectionBody = Static<typeof UpdateResourceConnectionBody>

export const ListResourceConnectionsQuery = Strict({
  sourceResourceType: Type.Optional(ResourceType),
  sourceResourceId: Type.Optional(IdText),
  targetResourceType: Type.Optional(ResourceType),
  targetResourceId: Type.Optional(IdText),
  status: Type.Optional(Status),
})
export type ListResourceConnectionsQuery = Static<typeof ListResourceConnectionsQuery>

const MadeRecords = Type.Object({
  name: Type.String(),
  type: Type.String(),
  ttl: Type.Optional(Type.Integer()),
  values: Type.Array(Type.String()),
  aliasTarget: Type.Optional(
    Type.Object({ dnsName: Type.String(), hostedZoneId: Type.String(), evaluateTargetHealth: Type.Boolean() }),
  ),
})

export const ResourceConnectionData = Type.Object({
  id: Id,
  sourceResourceType: Type.String(),
  sourceResourceId: Id,
  targetResourceType: Type.String(),
  targetResourceId: Id,
  connectionDetails: Type.Record(Type.String(), Type.Unknown()),
  status: Status,
  problems: Type.Array(ProblemSchema, { description: 'why it failed' }),
  records: Type.Array(MadeRecords, {
    description: 'what it has made; of a set that several connections share, its own values',
  }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type ResourceConnectionData = Static<typeof ResourceConnectionData>

export const RemovedConnectionData = Type.Object({
  id: Id,
  leftAlone: Type.Array(ProblemSchema, { description: 'record sets that were changed since, and so were not touched' }),
})
export type RemovedConnectionData = Static<typeof RemovedConnectionData>

/** What the schema of a new connection can't say. */
export function connectionProblems(body: unknown): Problem[] {
  if (typeof body !== 'object' || body === null) return []
  const { sourceResourceId, targetResourceId, connectionDetails } = body as Record<string, unknown>
  const problems: Problem[] = []
  if (typeof sourceResourceId === 'number' && sourceResourceId === targetResourceId) {
    problems.push({
      path: 'targetResourceId',
      code: 'same_resource',
      message: 'a resource is not connected with itself',
    })
  }
  return [...problems, ...detailsProblems(connectionDetails)]
}

/** A time to live without a zone stands for nothing. */
export function detailsProblems(details: unknown): Problem[] {
  if (typeof details !== 'object' || details === null) return []
  const { ttl, dnsResourceId } = details as Record<string, unknown>
  if (ttl === undefined || dnsResourceId !== undefined) return []
  const message = 'a ttl is for records, and these need dnsResourceId'
  return [{ path: 'connectionDetails.dnsResourceId', code: 'required', message }]
}
