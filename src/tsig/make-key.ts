import { randomBytes } from 'node:crypto'
import { base64Bytes, base64Text } from '../dns/encodings.ts'
import { parseName } from '../dns/name.ts'
import { DnsError, type Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { algorithms, tsigAlgorithms } from './algorithms.ts'
import type { TsigAlgorithm, TsigKey } from './tsig-key.ts'

/** A key as people and configuration files write it; the secret in base64. */
export interface TsigKeyText {
  name: string
  algorithm: string
  secret: string
}

/** Reads a key, or tells all that is wrong with it; the paths are the fields' names. White space in the secret is dropped. */
export function readTsigKey(text: TsigKeyText): { key: TsigKey } | { problems: Problem[] } {
  const name = readName(text.name)
  const algorithm = readAlgorithm(text.algorithm)
  const secret = readSecret(text.secret)
  const problems = [name, algorithm, secret].filter(isProblem)
  if (isProblem(name) || isProblem(algorithm) || isProblem(secret)) return { problems }
  return { key: { name, algorithm, secret } }
}

/** A new key with as many random bytes as the algorithm's MACs have (RFC 8945 §8). */
export function generateTsigKey(name: Name, algorithm: TsigAlgorithm = 'hmac-sha256'): TsigKey {
  return { name, algorithm, secret: Uint8Array.from(randomBytes(algorithms[algorithm].size)) }
}

/** The secret as configuration files have it. */
export function tsigSecretText({ secret }: TsigKey): string {
  return base64Text(secret)
}

function readName(text: string): Name | Problem {
  try {
    const name = parseName(text)
    if (name !== '.') return name
    return { path: 'name', code: 'invalid_key_name', message: 'The name of a key is not empty' }
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    return { path: 'name', code: 'invalid_key_name', message: `The name of a key is a domain name: ${error.message}` }
  }
}

/** With or without the final dot, as different tools print it. */
function readAlgorithm(text: string): TsigAlgorithm | Problem {
  const plain = text.toLowerCase().replace(/\.$/, '')
  const algorithm = tsigAlgorithms.find(each => each === plain)
  const message = `The algorithm is one of ${tsigAlgorithms.join(', ')}`
  return algorithm ?? { path: 'algorithm', code: 'unknown_algorithm', message }
}

function readSecret(text: string): Uint8Array | Problem {
  const bytes = base64Bytes(text.replace(/\s/g, ''))
  if (bytes !== undefined && bytes.length > 0) return bytes
  const message = 'The secret of a key is written in base64, padding included'
  return { path: 'secret', code: 'invalid_secret', message }
}

function isProblem(value: string | Uint8Array | Problem): value is Problem {
  return typeof value === 'object' && 'code' in value
}
