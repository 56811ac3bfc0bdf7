/** What is known of a request that no answer came to. */
export interface ConnectionFailure {
  /** The system's own word, such as `ECONNREFUSED`. */
  code: string | undefined
  /** Only where there was no connection is it sure that nothing was done. */
  effect: 'none' | 'unknown'
}

export function connectionFailure(error: unknown): ConnectionFailure {
  const code = systemCode(error)
  return { code, effect: code !== undefined && unsent.has(code) ? 'none' : 'unknown' }
}

const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** `fetch` puts the system's error into the cause of its own. */
function systemCode(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return undefined
}
