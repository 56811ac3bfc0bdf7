import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the first recommended parameters of RFC 9106 §4 cut down to 19 MiB as OWASP's cheat sheet gives them. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

export function passwordMatches(password: string, passwordHash: string): Promise<boolean> {
  return verify(passwordHash, password)
}

/**
 * The hash of a password that nobody has. Checking a sign-in to an unknown account against it takes as long as checking one
 * to a known account, so that time doesn't tell which accounts there are.
 */
export const nobodysPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$NxtOkCEp150twI8+MCtAqA$b1cABagIZ1kRFJFYD2byLmRcANRS7xwG1bfZX8oZjXM'
