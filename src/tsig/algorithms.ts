import type { Name } from '../dns/rrset.ts'
import type { TsigAlgorithm } from './tsig-key.ts'

export interface AlgorithmFacts {
  /** What `node:crypto` calls it. */
  hash: string
  /** Bytes of a whole MAC. */
  size: number
}

/** RFC 8945 §6. MD5, GSS-TSIG and the algorithms with cut MACs in their names aren't offered. */
export const algorithms: Readonly<Record<TsigAlgorithm, AlgorithmFacts>> = {
  'hmac-sha1': { hash: 'sha1', size: 20 },
  'hmac-sha256': { hash: 'sha256', size: 32 },
  'hmac-sha384': { hash: 'sha384', size: 48 },
  'hmac-sha512': { hash: 'sha512', size: 64 },
}

export const tsigAlgorithms = Object.keys(algorithms) as readonly TsigAlgorithm[]

/** As it stands in records. */
export function nameOfAlgorithm(algorithm: TsigAlgorithm): Name {
  return `${algorithm}.`
}

export function algorithmOfName(name: Name): TsigAlgorithm | undefined {
  return tsigAlgorithms.find(algorithm => nameOfAlgorithm(algorithm) === name)
}
