import type { Role } from './roles.ts'

/** Who is asking, as far as their credentials prove it. */
export type Principal = Anonymous | UserPrincipal | MachinePrincipal

export interface Anonymous {
  kind: 'anonymous'
}

/** A person, through a session or through one of their own `sk_` keys. */
export interface UserPrincipal {
  kind: 'user'
  userId: number
  email: string
  name: string
  via: { kind: 'session'; sessionId: string } | { kind: 'api_key'; keyId: number; keyName: string }
  /** Roles by workspace id. */
  roles: ReadonlyMap<number, Role>
}

/** A program with an `rk_` key; it lives in one project. */
export interface MachinePrincipal {
  kind: 'machine'
  keyId: number
  keyName: string
  projectId: number
  workspaceId: number
  grants: Grants | null
  /** Where it is used from; null where that isn't known. */
  address: string | null
}

/** What a machine key may do; an absent field narrows nothing. */
export interface Grants {
  /** Domains, by their canonical names or without the final dot. */
  zones?: string[]
  types?: string[]
  /** Patterns on the host part: `*` stands for any characters. */
  names?: string[]
  readOnly?: boolean
  /** Networks that the key may be used from, in CIDR notation. */
  networks?: string[]
}
