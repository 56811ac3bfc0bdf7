import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the first recommended parameters of RFC 9106 §4 cut down to 19 MiB as OWASP's cheat sheet gives them. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

export function passwordMatches(password: string, passwordHash: string): Promise<boolean> {
  return verify(passwordHash, password)
}
