import type { Principal } from '../auth/principal.ts'
import type { Caller } from './deps.ts'

/** Whoever asked for something, kept so that it can be carried on in their name. Roles aren't: what they may do is decided already. */
export function storedCaller({ principal, requestId, address }: Caller): unknown {
  const kept = principal.kind === 'user' ? { ...principal, roles: undefined } : principal
  return { principal: kept, requestId, address }
}

export function callerFromStore(stored: unknown): Caller {
  const { principal, requestId, address } = stored as Caller
  const whole: Principal = principal.kind === 'user' ? { ...principal, roles: new Map() } : principal
  return { principal: whole, requestId, address }
}
