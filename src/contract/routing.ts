import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'

/** By what a provider chooses among several sets of one name and type (Route 53: routing policy). */

const policies = [
  'simple',
  'multivalue',
  'weighted',
  'latency',
  'failover',
  'geolocation',
  'geoproximity',
  'cidr',
] as const
const text = () => Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '^[!-~]+$' }))
const coordinate = Type.String({ pattern: '^-?[0-9]{1,3}(\\.[0-9]{1,2})?$' })

export const RoutingData = Type.Object({
  policy: Type.Enum(policies),
  weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
  region: text(),
  role: Type.Optional(Type.Enum(['PRIMARY', 'SECONDARY'])),
  continent: text(),
  country: text(),
  subdivision: text(),
  localZoneGroup: text(),
  coordinates: Type.Optional(
    Type.Object({ latitude: coordinate, longitude: coordinate }, { additionalProperties: false }),
  ),
  bias: Type.Optional(Type.Integer({ minimum: -99, maximum: 99 })),
  collectionId: text(),
  location: text(),
  healthCheckId: text(),
  trafficPolicyInstanceId: text(),
})
export type RoutingData = Static<typeof RoutingData>

type Field = Exclude<keyof RoutingData, 'policy'>

/** The fields of each policy: those that are needed, those of which one is, and others. */
const fieldsOf: Readonly<Record<RoutingData['policy'], { needed?: Field[]; oneOf?: Field[]; others?: Field[] }>> = {
  simple: {},
  multivalue: {},
  weighted: { needed: ['weight'] },
  latency: { needed: ['region'] },
  failover: { needed: ['role'] },
  geolocation: { oneOf: ['continent', 'country'], others: ['subdivision'] },
  geoproximity: { oneOf: ['region', 'localZoneGroup', 'coordinates'], others: ['bias'] },
  cidr: { needed: ['collectionId', 'location'] },
}

/** What is wrong with a routing beyond its schema; what isn't one at all is left to that. */
export function routingProblems(path: string, routing: unknown): Problem[] {
  if (typeof routing !== 'object' || routing === null) return []
  const { policy, ...given } = routing as Partial<RoutingData>
  const fields = policies.find(known => known === policy)
  if (fields === undefined) return []
  const { needed = [], oneOf = [], others = [] } = fieldsOf[fields]
  const names = Object.keys(given)
  const allowed = new Set<string>([...needed, ...oneOf, ...others, 'healthCheckId'])
  const problem = (field: string, code: string, message: string) => ({ path: `${path}.${field}`, code, message })
  const missing = needed.filter(field => !names.includes(field))
  const choices = oneOf.filter(field => names.includes(field))
  return [
    ...missing.map(field => problem(field, 'required', `is required with the policy ${policy}`)),
    ...(oneOf.length > 0 && choices.length === 0
      ? [problem(oneOf[0]!, 'required', `one of ${oneOf.join(', ')} is required`)]
      : []),
    ...choices.slice(1).map(field => problem(field, 'not_allowed', `does not go together with ${choices[0]}`)),
    ...names
      .filter(field => Object.hasOwn(RoutingData.properties, field) && !allowed.has(field))
      .map(field => problem(field, 'not_allowed', `does not go together with the policy ${policy}`)),
  ]
}
