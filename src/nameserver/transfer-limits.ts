/** What zone transfers may take up. */
export interface TransferLimits {
  /** Transfers at once, in all and to one address. The next ones wait for their turn. */
  atOnce: number
  perAddress: number
  /** How many may wait, and for how many milliseconds; then the answer is SERVFAIL, and the secondary comes again. */
  waiting: number
  patience: number
  /** Milliseconds after which a client is cut that doesn't take what it was sent. */
  stalled: number
}

export const defaultTransferLimits: TransferLimits = {
  atOnce: 10,
  perAddress: 4,
  waiting: 500,
  patience: 30_000,
  stalled: 60_000,
}
