/**
 * SQLSTATE classes and codes (PostgreSQL, Appendix A), and Node's own, by which a database says that it can't be asked just now:
 * connection lost or refused, shutting down, starting up, too many connections.
 */
const unavailableCodes = /^(?:08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH)$/

/** What `pg` says without a code. */
const unavailableMessages = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered)/

/** Whether an error means that the store can't be asked just now, as opposed to a fault of ours. */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && unavailableCodes.test(code)) return true
  return unavailableMessages.test(error.message) || isStoreUnavailable(error.cause)
}
