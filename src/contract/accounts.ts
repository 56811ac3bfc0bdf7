import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { controls, FutureTimestamp, Id, Line, noControls, Slug, Strict, Timestamp } from './schema.ts'

/** Accounts, their sessions and `sk_` keys, and the workspaces they are members of. */

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: `^[^\\s@${controls}]+@[^\\s@${controls}]+$`,
  description: 'an email address: one @, no blanks, no control characters',
})
export const Role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('member'),
  Type.Literal('viewer'),
])

/** Most bytes (UTF-8) of a password: beyond that, hashing serves only those who want to keep a server busy. */
export const maxPasswordBytes = 1024

export const SignUpBody = Strict({
  email: Email,
  password: Type.String({ ...noControls, minLength: 8, maxLength: maxPasswordBytes }),
  name: Line(100),
})
/** A password is not measured by today's rules for new ones. */
export const LogInBody = Strict({
  email: Email,
  password: Type.String({ ...noControls, minLength: 1, maxLength: maxPasswordBytes }),
})
export type SignUpBody = Static<typeof SignUpBody>
export type LogInBody = Static<typeof LogInBody>

export const UserData = Type.Object({ id: Id, email: Type.String(), name: Type.String() })
export const SessionData = Type.Object({
  user: UserData,
  token: Type.String({ description: 'JWT, to be sent as "Authorization: Bearer …"' }),
  expiresAt: Timestamp,
})
export const WorkspaceData = Type.Object({ id: Id, slug: Slug, name: Type.String(), role: Role, createdAt: Timestamp })
export const MeData = Type.Object({
  user: UserData,
  via: Type.Union([Type.Literal('session'), Type.Literal('api_key')]),
  workspaces: Type.Array(WorkspaceData),
})
export type UserData = Static<typeof UserData>
export type SessionData = Static<typeof SessionData>
export type WorkspaceData = Static<typeof WorkspaceData>
export type MeData = Static<typeof MeData>

export const ApiKeyBody = Strict({ name: Line(100), expiresAt: Type.Optional(FutureTimestamp) })
export const ApiKeyData = Type.Object({
  id: Id,
  name: Type.String(),
  prefix: Type.String({ description: 'how the key begins, to tell keys apart' }),
  expiresAt: Type.Union([Timestamp, Type.Null()]),
  lastUsedAt: Type.Union([Timestamp, Type.Null()]),
  createdAt: Timestamp,
})
export const NewApiKeyData = Type.Object({
  ...ApiKeyData.properties,
  key: Type.String({ description: 'the key itself, in this reply only' }),
})
export type ApiKeyBody = Static<typeof ApiKeyBody>
export type ApiKeyData = Static<typeof ApiKeyData>
export type NewApiKeyData = Static<typeof NewApiKeyData>

export const MemberBody = Strict({ email: Email, role: Role })
export const MemberRemoval = Strict({ email: Email })
export const MemberData = Type.Object({
  userId: Id,
  email: Type.String(),
  name: Type.String(),
  role: Role,
  createdAt: Timestamp,
})
export type MemberBody = Static<typeof MemberBody>
export type MemberData = Static<typeof MemberData>

/** What a schema can't say of a password: its length in bytes. Takes input that nothing has checked. */
export function passwordProblems(body: unknown): Problem[] {
  const password = (body as { password?: unknown } | null | undefined)?.password
  if (typeof password !== 'string' || new TextEncoder().encode(password).length <= maxPasswordBytes) return []
  const message = `must not have more than ${maxPasswordBytes} bytes in UTF-8`
  return [{ path: 'password', code: 'too_long', message }]
}
