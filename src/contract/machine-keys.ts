import Type, { type Static } from 'typebox'
import { base64Bytes } from '../dns/encodings.ts'
import { parseName } from '../dns/name.ts'
import { DnsError, type Problem } from '../dns/problem.ts'
import { canonicalType, isKnownType } from '../dns/record-types.ts'
import { domainName, domainProblems, domainText } from './domain-name.ts'
import { canonicalNetwork, networkProblems } from './networks.ts'
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
  networks: Type.Optional(
    GrantList('networks that the key may be used from, such as `192.0.2.0/24`, `2001:db8::/32` or one address', 50),
  ),
})
export type Grants = Static<typeof Grants>

/** RFC 8945 §6. */
export const TsigAlgorithm = Type.Enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha1'])
export type TsigAlgorithm = Static<typeof TsigAlgorithm>

const tsigName = 'what the key is called in DNS messages: a domain name, which no other key of the installation has'

/** Everything may be left out: then a key is made. */
export const TsigBody = Strict({
  name: Type.Optional({ ...Line(255), description: `${tsigName}; the access key unless given` }),
  algorithm: Type.Optional(TsigAlgorithm),
  secret: Type.Optional({ ...Line(200), description: '16 to 128 bytes in base64; made at random unless given' }),
})
export type TsigBody = Static<typeof TsigBody>

export const MachineKeyBody = Type.Object(
  {
    name: Line(100),
    expiresAt: Type.Optional(FutureTimestamp),
    grants: Type.Optional(Grants),
    tsig: Type.Optional(TsigBody),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'certbot',
        grants: { zones: ['example.com'], names: ['_acme-challenge*'], types: ['TXT'], networks: ['192.0.2.0/24'] },
        tsig: { name: 'certbot.example.com', algorithm: 'hmac-sha256' },
      },
    ],
  },
)
export const MachineKeyData = Type.Object({
  id: Id,
  name: Type.String(),
  accessKey: Type.String({ description: 'the public half of the key' }),
  grants: Type.Union([Type.Null(), Grants]),
  tsig: Type.Union([Type.Null(), Type.Object({ name: Type.String(), algorithm: TsigAlgorithm })], {
    description: 'what the key signs DNS messages with (RFC 8945), where it was made so',
  }),
  expiresAt: Type.Union([Timestamp, Type.Null()]),
  lastUsedAt: Type.Union([Timestamp, Type.Null()]),
  createdAt: Timestamp,
})
export const NewMachineKeyData = Type.Object({
  ...MachineKeyData.properties,
  key: Type.String({ description: 'the whole key, `access.secret`, in this reply only' }),
  tsig: Type.Union([
    Type.Null(),
    Type.Object({
      name: Type.String({ description: tsigName }),
      algorithm: TsigAlgorithm,
      secret: Type.String({ description: 'in base64, in this reply only' }),
    }),
  ]),
})

export type MachineKeyBody = Static<typeof MachineKeyBody>
export type MachineKeyData = Static<typeof MachineKeyData>
export type NewMachineKeyData = Static<typeof NewMachineKeyData>

/** What a schema can't say of grants: that zones are domains, and types exist. Takes input that nothing has checked. */
export function grantProblems(body: unknown): Problem[] {
  const grants = (body as { grants?: Record<string, unknown> | null } | null | undefined)?.grants
  const { zones, types, networks } = grants ?? {}
  return [
    ...eachOf('zones', zones, domainProblems),
    ...eachOf('types', types, typeProblems),
    ...eachOf('networks', networks, networkProblems),
  ]
}

/** What a schema can't say of a TSIG key: that its name is one, and its secret base64. Takes input that nothing has checked. */
export function tsigProblems(body: unknown): Problem[] {
  const tsig = (body as { tsig?: { name?: unknown; secret?: unknown } | null } | null | undefined)?.tsig
  const { name, secret } = tsig ?? {}
  return [
    ...(typeof name === 'string' ? tsigNameProblems(name) : []),
    ...(typeof secret === 'string' ? secretProblems(secret) : []),
  ]
}

function tsigNameProblems(name: string): Problem[] {
  const path = 'tsig.name'
  try {
    if (parseName(name) !== '.') return []
    return [{ path, code: 'invalid_key_name', message: 'the name of a key is not empty' }]
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    return [{ path, code: 'invalid_key_name', message: `the name of a key is a domain name: ${error.message}` }]
  }
}

/** RFC 8945 §8 asks for as many bytes as the MAC has; 128 bits can't be guessed, and many tools make so many. */
function secretProblems(secret: string): Problem[] {
  const length = base64Bytes(secret)?.length ?? 0
  if (length >= 16 && length <= 128) return []
  return [{ path: 'tsig.secret', code: 'invalid_secret', message: 'the secret is 16 to 128 bytes in base64' }]
}

/** As they are kept: domains in canonical form without the final dot, types as they are written canonically. */
export function canonicalGrants(grants: Grants): Grants {
  return {
    ...grants,
    ...(grants.zones && { zones: grants.zones.map(zone => domainText(domainName(zone))) }),
    ...(grants.types && { types: grants.types.map(type => canonicalType(type) ?? type) }),
    ...(grants.networks && { networks: grants.networks.map(canonicalNetwork) }),
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
