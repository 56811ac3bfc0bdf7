import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import type { ServiceLimits } from './service-limits.ts'
import { type SetProblem, setProblem } from './set-problem.ts'
import { textSize } from './text-size.ts'

/** What may stand beside a CNAME: its own signatures and proofs (RFC 2181 §10.1, RFC 4035 §2.5). */
const typesBesideCname = new Set(['CNAME', 'RRSIG', 'NSEC', 'SIG', 'NXT', 'KEY'])

/** What a flattened CNAME at the apex answers itself. */
const addressTypes = new Set(['A', 'AAAA'])

/** What the sets at one name do to each other. `sets`: all of that name. */
export function checkName(zone: Name, sets: readonly RRset[], service?: ServiceLimits): SetProblem[] {
  return [...checkCname(zone, sets, service), ...checkVariants(sets, service), ...checkTextOfName(sets, service)]
}

/** RFC 1034 §3.6.2: where a CNAME stands there is no other data. At the apex SOA and NS always are. */
function checkCname(zone: Name, sets: readonly RRset[], service: ServiceLimits | undefined): SetProblem[] {
  const cname = sets.find(set => set.type === 'CNAME')
  if (cname === undefined) return []
  const isApex = cname.name === zone
  if (isApex && !service?.flattensApexCname) {
    const message = `${nameWithoutFinalDot(zone)} is the top of the zone, where a CNAME cannot stand (RFC 1034 §3.6.2)`
    return [setProblem(cname, 'type', 'cname_at_apex', message)]
  }
  const barred = isApex ? addressTypes : service?.barredByCname
  const others = sets.filter(({ type }) => barred?.has(type) ?? !typesBesideCname.has(type))
  return others.length === 0 ? [] : besideCname(cname, others, barred)
}

/** `barred`: where it isn't the standard's rule but a service's. */
function besideCname(cname: RRset, others: readonly RRset[], barred: ReadonlySet<string> | undefined): SetProblem[] {
  const types = [...new Set(others.map(set => set.type))].sort().join(', ')
  const code = 'cname_with_other_data'
  const rule = barred ? `have no ${[...barred].join(', ')} beside it` : 'stand alone (RFC 1034 §3.6.2)'
  const source = barred ? '' : ' (RFC 1034 §3.6.2)'
  return [
    setProblem(
      cname,
      'type',
      code,
      `${nameWithoutFinalDot(cname.name)} has ${types} records, and a CNAME must ${rule}`,
    ),
    ...others.map(set =>
      setProblem(
        set,
        'type',
        code,
        `${nameWithoutFinalDot(set.name)} is a CNAME, and so cannot have ${set.type} records${source}`,
      ),
    ),
  ]
}

/**
 * Where a service answers with one of several sets, the sets of a name and type are all told apart by a variant or none is: a plain
 * set beside them would be refused, and one in their place would answer for all that the others were there for.
 */
function checkVariants(sets: readonly RRset[], service: ServiceLimits | undefined): SetProblem[] {
  if (!service?.variants) return []
  return [...Map.groupBy(sets, set => set.type).values()].flatMap(ofType => {
    const variants = ofType.flatMap(({ variant }) => variant ?? [])
    if (variants.length === 0 || variants.length === ofType.length) return []
    const names = variants.sort().join(', ')
    return ofType.map(set => {
      const what = `${nameWithoutFinalDot(set.name)} has ${set.type} sets with a routing policy (${names})`
      const message = `${what}, and a set without one cannot stand beside them`
      return setProblem(set, 'type', 'routing_policy_present', message)
    })
  })
}

function checkTextOfName(sets: readonly RRset[], service: ServiceLimits | undefined): SetProblem[] {
  const maxName = service?.txt.maxName
  if (maxName === undefined) return []
  const texts = sets.filter(set => set.type === 'TXT')
  const size = texts.flatMap(set => set.records).reduce((sum, record) => sum + textSize(record), 0)
  if (size <= maxName) return []
  const message = `all texts of a name have ${maxName} bytes at most, and these ${size}`
  return texts.map(set => setProblem(set, 'values', 'txt_name_too_long', message))
}
