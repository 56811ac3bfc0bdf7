import type { Rdata } from '../dns/rrset.ts'

const serialModulus = 2 ** 32

/**
 * The serial after this one (RFC 1982 §3.1: addition modulo 2^32). 0 is passed over, because some secondaries take it for
 * "none yet" and would not transfer.
 */
export function nextSerial(serial: number): number {
  const next = (serial + 1) % serialModulus
  return next === 0 ? 1 : next
}

/** The serial in SOA rdata `mname rname serial refresh retry expire minimum` (RFC 1035 §3.3.13). */
export function serialOf(soa: Rdata): number {
  return Number(soa.split(' ')[2])
}

/** The same SOA rdata with another serial. */
export function withSerial(soa: Rdata, serial: number): Rdata {
  return soa.split(' ').with(2, String(serial)).join(' ')
}
