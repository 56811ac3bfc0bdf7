import { hkdfSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'

/** Signs and reads the JWTs that stand for sessions. A token is worth nothing once its session row is gone. */
export interface SessionTokens {
  sign(session: { id: string; userId: number; expiresAt: number }): Promise<string>
  /** The session's id, or undefined for a token that is forged, expired or of another kind. */
  read(token: string, now: number): Promise<string | undefined>
}

/** HS256 under a key derived from the installation's secret (HKDF, RFC 5869), so that no other use shares it. */
export function createSessionTokens(secretKey: Uint8Array): SessionTokens {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, new Uint8Array(0), 'zoneplane session tokens', 32))
  return {
    sign: session =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('zoneplane')
        .setJti(session.id)
        .setSubject(String(session.userId))
        .setExpirationTime(Math.floor(session.expiresAt / 1000))
        .sign(key),
    read: async (token, now) => {
      try {
        const options = { algorithms: ['HS256'], issuer: 'zoneplane', currentDate: new Date(now) }
        const { payload } = await jwtVerify(token, key, options)
        return payload.jti
      } catch {
        return undefined
      }
    },
  }
}
