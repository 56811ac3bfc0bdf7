import { compareNames, isWithin, labelsOf, parentOf } from '../../dns/name.ts'
import type { Name, RecordType, RRset } from '../../dns/rrset.ts'

/** What an answer comes to, in an order of its own: sets by name and type. */
export interface PlainAnswer {
  rcode: string
  authoritative: boolean
  answers: string[]
  authorities: string[]
}

const longestName = 255

/**
 * The lookup of RFC 1034 §4.3.2, RFC 4592 and RFC 6672 in the plainest form: no index, no upkeep, everything is searched for in
 * the list of sets each time. What the name server's structure is measured against.
 */
export function naiveAnswer(zones: ReadonlyMap<Name, readonly RRset[]>, name: Name, type: RecordType): PlainAnswer {
  const result: PlainAnswer = { rcode: 'NOERROR', authoritative: false, answers: [], authorities: [] }
  const seen = new Set<Name>()
  let current: Name | undefined = name
  while (current !== undefined && !seen.has(current) && seen.size <= 16) {
    seen.add(current)
    const apex = zoneOf(zones, current, type)
    if (apex === undefined) {
      if (seen.size === 1) result.rcode = 'REFUSED'
      break
    }
    current = answerOne(result, apex, zones.get(apex)!, current, type)
  }
  return result
}

function zoneOf(zones: ReadonlyMap<Name, unknown>, name: Name, type: RecordType): Name | undefined {
  const apexes = [...zones.keys()].filter(apex => isWithin(name, apex))
  const longest = apexes.sort((a, b) => labelsOf(b).length - labelsOf(a).length)
  return type === 'DS' && longest[0] === name && longest.length > 1 ? longest[1] : longest[0]
}

function answerOne(result: PlainAnswer, apex: Name, sets: readonly RRset[], name: Name, type: RecordType) {
  for (const above of fromTop(apex, name)) {
    const servers = find(sets, above, 'NS')
    if (above !== apex && servers !== undefined && !(above === name && type === 'DS')) {
      result.authorities.push(...linesOf(servers, above))
      return undefined
    }
    const dname = find(sets, above, 'DNAME')
    if (above !== name && dname !== undefined) return redirect(result, dname, name, type)
  }
  result.authoritative = true
  const exists = (wanted: Name) => wanted === apex || sets.some(set => isWithin(set.name, wanted))
  if (exists(name)) return answerFrom(result, apex, sets, name, name, type)
  let encloser = parentOf(name)!
  while (!exists(encloser)) encloser = parentOf(encloser)!
  const wildcard = `*.${encloser}`
  if (exists(wildcard)) return answerFrom(result, apex, sets, wildcard, name, type)
  result.rcode = 'NXDOMAIN'
  deny(result, apex, sets)
  return undefined
}

function answerFrom(
  result: PlainAnswer,
  apex: Name,
  sets: readonly RRset[],
  source: Name,
  owner: Name,
  type: RecordType,
): Name | undefined {
  const wanted = find(sets, source, type)
  if (wanted !== undefined) {
    result.answers.push(...linesOf(wanted, owner))
    return undefined
  }
  const alias = find(sets, source, 'CNAME')
  if (alias === undefined) deny(result, apex, sets)
  else result.answers.push(...linesOf(alias, owner))
  return alias?.records[0]
}

function redirect(result: PlainAnswer, dname: RRset, name: Name, type: RecordType): Name | undefined {
  result.authoritative = true
  result.answers.push(...linesOf(dname, dname.name))
  const target = name.slice(0, name.length - dname.name.length) + dname.records[0]
  if (target.length + 1 > longestName) {
    result.rcode = 'YXDOMAIN'
    return undefined
  }
  result.answers.push(`${name} ${dname.ttl} CNAME ${target}`)
  return type === 'CNAME' ? undefined : target
}

function deny(result: PlainAnswer, apex: Name, sets: readonly RRset[]): void {
  const soa = find(sets, apex, 'SOA')!
  const ttl = Math.min(soa.ttl, Number(soa.records[0]!.split(' ').at(-1)))
  result.authorities.push(...linesOf({ ...soa, ttl }, apex))
}

/** The names from the apex down to this one. */
function fromTop(apex: Name, name: Name): Name[] {
  const names: Name[] = []
  for (let above = name; above !== apex; above = parentOf(above)!) names.unshift(above)
  return [apex, ...names]
}

function find(sets: readonly RRset[], name: Name, type: RecordType): RRset | undefined {
  return sets.find(set => set.type === type && compareNames(set.name, name) === 0)
}

function linesOf(set: RRset, owner: Name): string[] {
  return set.records.map(record => `${owner} ${set.ttl} ${set.type} ${record}`).sort()
}
