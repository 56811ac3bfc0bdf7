import { parentOf } from '../dns/name.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import type { Capabilities } from '../providers/provider.ts'
import type { ServerReply } from '../resolver/ask-server.ts'

/** A question about a zone. */
export interface ZoneName {
  zone: Name
  name: Name
  type: RecordType
}

/** What a provider's sets say that its name servers answer. */
export interface Expected {
  sets: RRset[]
  /** Whether that is what they answer with: not so for sets that stand for something else. */
  isComparable: boolean
}

/** Where the sets may be that answer for a name: there, at wildcards above it, and at what keeps those away. */
export function answeringNames({ zone, name }: ZoneName): Name[] {
  const above = namesAbove(name, zone)
  return [name, ...above, ...above.map(wildcardAt)]
}

/** Those sets of all at the answering names that a question is answered from. */
export function expectedAnswer(
  sets: readonly RRset[],
  question: ZoneName,
  { flattensApexCname }: Pick<Capabilities, 'flattensApexCname'>,
): Expected {
  const { zone, name, type } = question
  const owner = ownerOf(sets, question)
  const there = sets.filter(set => set.name === owner)
  const ofType = there.filter(set => set.type === type)
  const answering = ofType.length > 0 ? ofType : there.filter(set => set.type === 'CNAME')
  // Not every provider shows them.
  const isHidden = answering.length === 0 && name === zone && (type === 'SOA' || type === 'NS')
  const isFlattened = flattensApexCname && owner === zone && answering.some(set => set.type === 'CNAME')
  return { sets: answering, isComparable: !isHidden && !isFlattened && !answering.some(answersOtherwise) }
}

/** The name itself, or the wildcard at its closest encloser (RFC 4592 §3.3.1). */
function ownerOf(sets: readonly RRset[], { zone, name }: ZoneName): Name | undefined {
  const names = new Set(sets.map(set => set.name))
  if (names.has(name)) return name
  const encloser = namesAbove(name, zone).find(above => names.has(above) || names.has(wildcardAt(above)))
  return encloser && wildcardAt(encloser)
}

/** Closest first, the zone's own last. */
function namesAbove(name: Name, zone: Name): Name[] {
  if (name === zone) return []
  const above = parentOf(name)
  return [above, ...namesAbove(above, zone)]
}

const wildcardAt = (name: Name): Name => (name === '.' ? '*.' : `*.${name}`)

/** Aliases and proxied sets answer with addresses of the provider's choice. */
function answersOtherwise({ options }: RRset): boolean {
  return options?.alias !== undefined || options?.proxied === true
}

/**
 * Whether a server answers with the expected sets. Null where that can't be told: they stand for something else, or the name is in
 * a zone that is delegated further. Of several variants one is enough.
 */
export function agreesWith({ sets, isComparable }: Expected, name: Name, { message }: ServerReply): boolean | null {
  const { answers, authorities, authoritative, rcode } = message
  const isReferral = rcode === 'NOERROR' && !authoritative && authorities.some(({ type }) => type === 'NS')
  if (!isComparable || (isReferral && answers.length === 0)) return null
  const own = answers.filter(record => record.name === name)
  const [set] = sets
  if (set === undefined) return own.length === 0
  const got = new Set(own.filter(({ type }) => type === set.type).map(({ rdata }) => rdata))
  const wanted = new Set(sets.flatMap(({ records }) => records))
  return set.variant === undefined ? got.symmetricDifference(wanted).size === 0 : got.size > 0 && got.isSubsetOf(wanted)
}
