import { type LookupName, wildcardHash } from './lookup-name.ts'
import { marks, type Zone, type ZoneNode } from './zone.ts'

/** Where a name stands in a zone. Made once, filled by every `locate`. */
export interface Place {
  /** The name itself, or its closest encloser (RFC 4592 §3.3.1): the longest existing name above it. */
  node: ZoneNode
  /** Labels that the name has more than `node`; 0 where the name exists. */
  below: number
  /** The highest delegation or redirection that the name is under; everything below that is occluded. */
  over: ZoneNode | undefined
  /** Labels that the name has more than `over`. */
  belowOver: number
}

/** Finds the place of a name that is in the zone. */
export function locate(zone: Zone, name: LookupName, place: Place): void {
  let below = 0
  let node = findSuffix(zone, name, 0)
  while (node === undefined) node = findSuffix(zone, name, ++below)
  place.node = node
  place.below = below
  place.over = undefined
  for (let above: ZoneNode | undefined = node; above !== undefined; above = above.parent, below++) {
    // A DNAME moves what is below its owner, not the owner (RFC 6672 §2.3).
    if (above.marks === 0 || (above.marks === marks.redirection && below === 0)) continue
    place.over = above
    place.belowOver = below
  }
}

/** The source of synthesis for names that don't exist below this one (RFC 4592 §3.3.1). */
export function findWildcard(zone: Zone, encloser: ZoneNode): ZoneNode | undefined {
  return zone.names.find(wildcardHash(encloser.hash), `\u0001*${encloser.key}`)
}

function findSuffix(zone: Zone, name: LookupName, label: number): ZoneNode | undefined {
  const hash = name.hashes[label]!
  let node = zone.names.bucket(hash)
  while (node !== undefined && (node.hash !== hash || !name.suffixEquals(label, node.key))) node = node.chained
  return node
}
