/** What messages that the front decides about may take up. */
export interface SlowLimits {
  /** Messages with the front at once, in all and from one address. Beyond them UDP is dropped, and TCP waits. */
  atOnce: number
  perAddress: number
  /** Milliseconds that the front has; then the answer is SERVFAIL, whatever it says later. */
  deadline: number
}

/** An update may have to be carried out at a provider elsewhere, which takes its time. */
export const defaultSlowLimits: SlowLimits = { atOnce: 512, perAddress: 64, deadline: 60_000 }
