import Type, { type Static } from 'typebox'
import { Id, Line, Problem, Strict, Timestamp } from './schema.ts'

/** Cloud connections: a workspace's credentials for an account at a provider. */

const providers = ['builtin', 'aws', 'cloudflare', 'gcp', 'azure', 'powerdns', 'rfc2136', 'namecheap'] as const
export const ConnectionProvider = Type.Enum(providers)
const statuses = ['pending', 'connected', 'failed', 'disconnected'] as const
/** Which fields there are is the provider kind's to say. */
export const Credentials = Type.Object(
  {},
  {
    additionalProperties: true,
    maxProperties: 50,
    description:
      "the provider's fields; `{}` for builtin. Replaced whole: nothing of the old ones is kept. Only an owner may set `endpoint`.",
  },
)

export const ConnectionBody = Strict({ name: Line(100), provider: ConnectionProvider, credentials: Credentials })
export const ConnectionChange = Type.Object(
  { name: Type.Optional(Line(100)), credentials: Type.Optional(Credentials) },
  { additionalProperties: false, minProperties: 1 },
)
export const ConnectionChoice = Strict({ connectionId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

export const ConnectionData = Type.Object({
  id: Id,
  name: Type.String(),
  provider: Type.String(),
  status: Type.Enum(statuses),
  statusDetail: Type.Union([Type.String(), Type.Null()], { description: 'why it failed, for people' }),
  problems: Type.Optional(
    Type.Array(Problem, {
      description: 'where the credentials were tried: each permission that is missing, with its name as the path',
    }),
  ),
  warnings: Type.Optional(
    Type.Array(Problem, {
      description: 'where the credentials were tried: what works in them and had better be otherwise',
    }),
  ),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})

export type ConnectionBody = Static<typeof ConnectionBody>
export type ConnectionChange = Static<typeof ConnectionChange>
export type ConnectionData = Static<typeof ConnectionData>
