import Type, { type Static } from 'typebox'
import { nameWithoutFinalDot, parseName } from '../dns/name.ts'
import { DnsError, type Problem } from '../dns/problem.ts'
import { canonicalType, isKnownType } from '../dns/record-types.ts'
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

/** What a schema can't say of grants: that zones are domain names, and types exist. Takes input that nothing has checked. */
export function grantProblems(grants: unknown): Problem[] {
  const { zones, types } = (grants ?? {}) as { zones?: unknown; types?: unknown }
  return [...problemsOf('zones', zones, zoneProblem), ...problemsOf('types', types, typeProblem)]
}

/** As they are kept: domains in canonical form without the final dot, types as they are written canonically. */
export function canonicalGrants(grants: Grants): Grants {
  return {
    ...grants,
    ...(grants.zones && { zones: grants.zones.map(zone => nameWithoutFinalDot(parseName(zone))) }),
    ...(grants.types && { types: grants.types.map(type => canonicalType(type) ?? type) }),
  }
}

type ItemProblem = { code: string; message: string }

function problemsOf(field: string, items: unknown, check: (item: string) => ItemProblem | undefined): Problem[] {
  if (!Array.isArray(items)) return []
  return items.flatMap((item, index) => {
    const problem = typeof item === 'string' ? check(item) : undefined
    return problem === undefined ? [] : [{ path: `grants.${field}[${index}]`, ...problem }]
  })
}

function zoneProblem(zone: string): ItemProblem | undefined {
  try {
    parseName(zone)
    return undefined
  } catch (error) {
    if (error instanceof DnsError) return { code: error.code, message: error.message }
    throw error
  }
}

function typeProblem(type: string): ItemProblem | undefined {
  const canonical = canonicalType(type)
  if (canonical !== undefined && isKnownType(canonical)) return undefined
  return { code: 'invalid_record_type', message: `there is no record type "${type}"` }
}
