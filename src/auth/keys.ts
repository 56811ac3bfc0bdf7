import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new `sk_` key: 256 random bits. `prefix` is what may be shown later, `hash` what may be stored. */
export function newApiKey(): { key: string; prefix: string; hash: string } {
  const key = `sk_${randomBytes(32).toString('base64url')}`
  return { key, prefix: key.slice(0, 11), hash: hashSecret(key) }
}

/** A new `rk_` key: a public access part and a secret, joined by a dot. */
export function newMachineKey(): { key: string; accessKey: string; secretHash: string } {
  const accessKey = `rk_${randomBytes(12).toString('hex')}`
  const secret = randomBytes(32).toString('base64url')
  return { key: `${accessKey}.${secret}`, accessKey, secretHash: hashSecret(secret) }
}

/** Splits `access.secret` at the first dot; undefined where there is none. */
export function splitMachineKey(key: string): { accessKey: string; secret: string } | undefined {
  const dot = key.indexOf('.')
  return dot < 1 ? undefined : { accessKey: key.slice(0, dot), secret: key.slice(dot + 1) }
}

/** SHA-256 in hex. Enough for secrets of 256 random bits, which nobody can guess; passwords go through Argon2. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}

/** Compares a secret with its stored hash in constant time. */
export function secretMatches(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(hash, 'hex'))
}
