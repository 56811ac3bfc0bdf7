import { nextSerial } from '../../plan/serial.ts'

/** How far the name server's copy of a zone has come. */
export interface ZoneCopy {
  hostedZoneId: number
  /** Everything up to this one is there; it's the serial that the name server answers. */
  serial: number
  /** Later commits that are there too, while one before them is missing. */
  ahead: ReadonlySet<number>
}

/**
 * The copy with some commits more. They may come in another order than they were made in, since this process hears of its own at
 * once and of others' by notice; so the serial says that nothing is missing only as far as it has come without a gap.
 */
export function withCommits(copy: ZoneCopy, serials: readonly number[]): ZoneCopy {
  const ahead = new Set([...copy.ahead, ...serials.filter(serial => !hasCommit(copy, serial))])
  let { serial } = copy
  while (ahead.delete(nextSerial(serial))) serial = nextSerial(serial)
  return { ...copy, serial, ahead }
}

export function hasCommit({ serial, ahead }: ZoneCopy, commit: number): boolean {
  return ahead.has(commit) || !isAfter(commit, serial)
}

/** In serial number arithmetic (RFC 1982 §3.2). */
function isAfter(one: number, other: number): boolean {
  const distance = (one - other) >>> 0
  return distance !== 0 && distance < 2 ** 31
}
