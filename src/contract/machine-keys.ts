import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { canonicalType, isKnownType } from '../dns/record-types.ts'
import { domainName, domainProblems, domainText } from './domain-name.ts'
import { FutureTimestamp, Id, Line, Strict, Timestamp } from './schema.ts'

/** `rk_` keys: what programs present to the machine API. */

const GrantList = (description: string, maxLength: number) =>
  Type.Array(Line(maxLength), { minItems: 1, maxItems: 100, uniqueItems: true, description })

/** An absent field narrows nothing; an empty list would allow nothing at all and is refused. */
export const Grants = Strict({
  zones: Type.Optional(GrantList('domains', 255)),
  types: Type.Optional(GrantList('record types', 20)),
  names: Type.Optional(GrantList('patterns on the host part, `@` for the apex; `*` stands for any characters', 255)),
  readOnly: Type.Optional(Type.Boolean()),
})
export type Grants = Static<typeof Grants>

export const MachineKeyBody = Strict({
  name: Line(100),
  expiresAt: Type.Optional(FutureTimestamp),
  grants: Type.Optional(Grants),
})
export const MachineKeyData = Type.Object({
  id: Id,
  name: Type.String(),
  accessKey: Type.String({ description: 'the public half of the key' }),
  grants: Type.Union([Type.Null(), Grants]),
  expiresAt: Type.Union([Timestamp, Type.Null()]),
  lastUsedAt: Type.Union([Timestamp, Type.Null()]),
  createdAt: Timestamp,
})
export const NewMachineKeyData = Type.Object({
  ...MachineKeyData.properties,
  key: Type.String({ description: 'the whole key, `access.secret`, in this reply only' }),
})

export type MachineKeyBody = Static<typeof MachineKeyBody>
export type MachineKeyData = Static<typeof MachineKeyData>
export type NewMachineKeyData = Static<typeof NewMachineKeyData>

/** What a schema can't say of grants: that zones are domains, and types exist. Takes input that nothing has checked. */
export function grantProblems(body: unknown): Problem[] {
  const grants = (body as { grants?: { zones?: unknown; types?: unknown } | null } | null | undefined)?.grants
  const { zones, types } = grants ?? {}
  return [...eachOf('zones', zones, domainProblems), ...eachOf('types', types, typeProblems)]
}

/** As they are kept: domains in canonical form without the final dot, types as they are written canonically. */
export function canonicalGrants(grants: Grants): Grants {
  return {
    ...grants,
    ...(grants.zones && { zones: grants.zones.map(zone => domainText(domainName(zone))) }),
    ...(grants.types && { types: grants.types.map(type => canonicalType(type) ?? type) }),
  }
}

function eachOf(
  field: string,
  items: unknown,
  problemsOf: (path: string, item: string) => readonly Problem[],
): Problem[] {
  if (!Array.isArray(items)) return []
  return items.flatMap((item, index) => {
    return typeof item === 'string' ? problemsOf(`grants.${field}[${index}]`, item) : []
  })
}

function typeProblems(path: string, type: string): Problem[] {
  const canonical = canonicalType(type)
  if (canonical !== undefined && isKnownType(canonical)) return []
  return [{ path, code: 'invalid_record_type', message: `there is no record type “${type}”` }]
}
