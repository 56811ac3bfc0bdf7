import { isNewer, type OwnedRecords, serialOf, typeNumbers } from './wire-set.ts'
import { findSet, type Zone } from './zone.ts'
import type { WireDifference } from './zone-difference.ts'
import { openSnapshot } from './zone-snapshot.ts'

/** What a transfer sends, in the order in which it's sent. It must be closed. */
export interface TransferSource {
  kind: 'axfr' | 'ixfr'
  /** What the client has when all is sent. */
  serial: number
  records: Iterable<readonly OwnedRecords[]>
  close(): void
}

/**
 * RFC 1995 §2 and §4: the differences where they begin with what the client has; the SOA alone for a client that has all, and where
 * there are differences that are none; the whole zone else.
 */
export function openSource(
  zone: Zone,
  wanted: { kind: 'axfr' | 'ixfr'; serial: number | undefined },
  differences?: readonly WireDifference[],
): TransferSource {
  const { kind, serial } = wanted
  if (kind === 'axfr') return wholeZone(zone)
  if (differences !== undefined && beginWith(differences, serial)) return stepsOf(differences)
  const soa = apexSoa(zone)
  const hasAll = serial !== undefined && !isNewer(serialOf(soa), serial)
  return hasAll || differences?.length === 0 ? soaAlone(zone) : wholeZone(zone)
}

/** For a client that has all, and one that asked by UDP for more than a packet holds (RFC 1995 §2). */
export function soaAlone(zone: Zone): TransferSource {
  const soa = apexSoa(zone)
  return { kind: 'ixfr', serial: serialOf(soa), records: [[soa]], close: () => {} }
}

function wholeZone(zone: Zone): TransferSource {
  const soa = apexSoa(zone)
  const snapshot = openSnapshot(zone)

  function* records(): Iterable<readonly OwnedRecords[]> {
    yield [soa]
    yield* snapshot.sets()
    yield [soa]
  }

  return { kind: 'axfr', serial: serialOf(soa), records: records(), close: snapshot.close }
}

function apexSoa({ apex }: Zone): OwnedRecords {
  const soa = findSet(apex, typeNumbers.SOA)
  if (soa === undefined) throw new Error('the zone has no SOA')
  return { owner: apex.key, type: soa.type, count: soa.count, wire: soa.wire }
}

function beginWith([first]: readonly WireDifference[], serial: number | undefined): boolean {
  return first !== undefined && serialOf(first.removed[0]!) === serial
}

function stepsOf(differences: readonly WireDifference[]): TransferSource {
  const newest = differences.at(-1)!.added[0]!

  function* records(): Iterable<readonly OwnedRecords[]> {
    yield [newest]
    for (const { removed, added } of differences) {
      yield removed
      yield added
    }
    yield [newest]
  }

  return { kind: 'ixfr', serial: serialOf(newest), records: records(), close: () => {} }
}
