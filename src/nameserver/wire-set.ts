/** One record set as it goes out. */
export interface WireSet {
  readonly type: number
  readonly count: number
  /**
   * Per record: type, class, TTL, length of the data, data, names in it uncompressed; without the owner's name. One byte a
   * character: a string of bytes costs a fifth of the memory of a typed array of this size.
   */
  readonly wire: string
  /** The next set of the same name. */
  next: WireSet | undefined
}

/** Records of one name and type on their way out: as they stand in a `WireSet`, with their owner. */
export interface OwnedRecords {
  readonly owner: string
  readonly type: number
  readonly count: number
  readonly wire: string
}

/** A set on its way to the thread that answers, or without `set` the order to drop it. */
export interface SetMessage {
  /** The owner in lower-case wire form, one byte a character. */
  name: string
  type: number
  set?: { count: number; wire: string }
}

export const typeNumbers = {
  NS: 2,
  CNAME: 5,
  SOA: 6,
  A: 1,
  AAAA: 28,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const

/** Bytes of a record between its owner's name and its data. */
export const recordHeaderLength = 10

export function dataLengthAt(wire: string, record: number): number {
  return (wire.charCodeAt(record + 8) << 8) | wire.charCodeAt(record + 9)
}

/** Where each record's data start and end. */
export function* recordData(set: WireSet): Iterable<{ start: number; end: number }> {
  for (let at = 0; at < set.wire.length; ) {
    const start = at + recordHeaderLength
    at = start + dataLengthAt(set.wire, at)
    yield { start, end: at }
  }
}

/** The end of the uncompressed name that starts at `at`. */
export function nameEnd(wire: string, at: number): number {
  let end = at
  for (let length = wire.charCodeAt(end); length !== 0; length = wire.charCodeAt(end)) end += length + 1
  return end + 1
}

/** The SOA set with the TTL that negative answers carry: the lesser of its own and MINIMUM (RFC 2308 §3). */
export function negativeSoa(soa: WireSet): WireSet {
  const ttl = Math.min(readUint32(soa.wire, 4), readUint32(soa.wire, soa.wire.length - 4))
  const bytes = [ttl >>> 24, (ttl >>> 16) & 0xff, (ttl >>> 8) & 0xff, ttl & 0xff]
  return { ...soa, wire: soa.wire.slice(0, 4) + String.fromCharCode(...bytes) + soa.wire.slice(8), next: undefined }
}

/** SERIAL of a SOA set, which ends with five numbers (RFC 1035 §3.3.13). */
export function serialOf({ wire }: { wire: string }): number {
  return readUint32(wire, wire.length - 20)
}

/** Whether one serial is newer than another (RFC 1982 §3.2). */
export function isNewer(serial: number, than: number): boolean {
  return ((serial - than) | 0) > 0
}

function readUint32(wire: string, at: number): number {
  const high = (wire.charCodeAt(at) << 8) | wire.charCodeAt(at + 1)
  return high * 0x10000 + ((wire.charCodeAt(at + 2) << 8) | wire.charCodeAt(at + 3))
}
