import { isWildcard, isWithin, nameWithoutFinalDot } from '../dns/name.ts'
import { rdataToWire } from '../dns/rdata.ts'
import { metaTypes, signingTypes } from '../dns/record-types.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import type { ServiceLimits } from './service-limits.ts'
import { type SetProblem, setProblem } from './set-problem.ts'
import { textSize } from './text-size.ts'

/** RFC 2181 §8. */
const maxTtl = 2 ** 31 - 1

/** CNAME: RFC 2181 §10.1. DNAME: RFC 6672 §2.4. SOA: RFC 2181 §6.1. */
const singleTypes = new Set(['CNAME', 'DNAME', 'SOA'])

/** NS: RFC 4592 §4.2. SOA: §4.1. DNAME: §4.4, and RFC 6672 §3.3. */
const typesRefusedAtWildcards = new Set(['NS', 'SOA', 'DNAME'])

/**
 * Bytes that the records of a set may come to in a message: what one over TCP holds (RFC 1035 §4.2.2: 65,535), less the
 * header, a question, EDNS and a signature. A larger set could be stored and never be answered.
 */
const maxSetSize = 65_000

/** A record's owner as a pointer, type, class, TTL and length (RFC 1035 §3.2.1, §4.1.4). */
const recordOverhead = 12

/** Types with bit maps, whose data can be longer than their text (RFC 1035 §3.4.2, RFC 7477 §2.1.2). */
const typesWithBitMaps = new Set(['WKS', 'CSYNC'])

/** What is wrong with one set, whatever stands beside it. */
export function checkSet(zone: Name, set: RRset, service?: ServiceLimits): SetProblem[] {
  const found = [...checkPlace(zone, set), ...checkType(set), ...checkValues(set), ...checkTtl(set, service)]
  return service ? [...found, ...checkService(zone, set, service)] : found
}

function checkPlace(zone: Name, set: RRset): SetProblem[] {
  const { name, type } = set
  const problems: SetProblem[] = []
  if (!isWithin(name, zone)) {
    problems.push(
      setProblem(
        set,
        'name',
        'name_outside_zone',
        `${nameWithoutFinalDot(name)} is not in the zone ${nameWithoutFinalDot(zone)}`,
      ),
    )
  }
  if (isWildcard(name) && typesRefusedAtWildcards.has(type)) {
    problems.push(setProblem(set, 'type', 'wildcard_not_allowed', `a wildcard name cannot have ${type} records`))
  }
  if (type === 'SOA' && name !== zone) {
    problems.push(
      setProblem(
        set,
        'type',
        'soa_below_apex',
        `SOA stands at ${nameWithoutFinalDot(zone)} only, not at ${nameWithoutFinalDot(name)}`,
      ),
    )
  }
  if (type === 'DS' && name === zone) {
    const message = `DS of ${nameWithoutFinalDot(zone)} belongs into the zone above, where ${nameWithoutFinalDot(zone)} is delegated (RFC 4035 §2.4)`
    problems.push(setProblem(set, 'type', 'ds_at_apex', message))
  }
  return problems
}

function checkType(set: RRset): SetProblem[] {
  if (!metaTypes.has(set.type) && !signingTypes.has(set.type)) return []
  const who = metaTypes.has(set.type) ? 'no zone can hold them' : 'they are made when the zone is signed'
  return [setProblem(set, 'type', 'invalid_record_type', `${set.type} records cannot be written: ${who}`)]
}

function checkValues(set: RRset): SetProblem[] {
  const isAlias = set.options?.alias !== undefined
  if (isAlias && set.records.length > 0) {
    return [
      setProblem(set, 'values', 'alias_with_values', 'a set is either an alias or has values of its own, not both'),
    ]
  }
  if (!isAlias && set.records.length === 0) {
    return [setProblem(set, 'values', 'values_required', 'a set has one value at least')]
  }
  if (singleTypes.has(set.type) && set.records.length > 1) {
    const message = `a name has one ${set.type} record at most, and ${set.records.length} were given`
    return [setProblem(set, 'values', 'single_value_only', message)]
  }
  return checkSize(set)
}

function checkSize(set: RRset): SetProblem[] {
  const textSize = set.records.reduce((sum, record) => sum + record.length + recordOverhead, 0)
  if (textSize <= maxSetSize && !typesWithBitMaps.has(set.type)) return []
  const size = set.records.reduce((sum, record) => sum + rdataToWire(set.type, record).length + recordOverhead, 0)
  if (size <= maxSetSize) return []
  const message = `all values of a set come to ${maxSetSize} bytes at most, so that they fit an answer, and these to ${size}`
  return [setProblem(set, 'values', 'set_too_large', message)]
}

function checkTtl(set: RRset, service: ServiceLimits | undefined): SetProblem[] {
  if (set.options?.alias) return []
  const { min, max, allowed, automatic }: ServiceLimits['ttl'] = service?.ttl ?? { min: 0, max: maxTtl }
  if (allowed?.includes(set.ttl) || set.ttl === automatic) return []
  if (!Number.isInteger(set.ttl) || set.ttl < min || set.ttl > max) {
    const or = automatic === undefined ? '' : `, or ${automatic} for the provider's own choice`
    const message = `the TTL must be from ${min} to ${max} seconds${or}, not ${set.ttl}`
    return [setProblem(set, 'ttl', 'ttl_out_of_range', message)]
  }
  if (allowed) {
    return [setProblem(set, 'ttl', 'ttl_not_allowed', `the TTL must be one of ${allowed.join(', ')}, not ${set.ttl}`)]
  }
  return []
}

function checkService(zone: Name, set: RRset, service: ServiceLimits): SetProblem[] {
  const problems: SetProblem[] = []
  const refuse = (path: string, code: string, message: string) => problems.push(setProblem(set, path, code, message))
  if (service.types !== 'all' && !service.types.has(set.type)) {
    refuse('type', 'record_type_not_supported', `the provider cannot hold ${set.type} records`)
  }
  if (set.records.length > service.maxValuesPerSet) {
    const message = `a set has ${service.maxValuesPerSet} values at most, and this one ${set.records.length}`
    refuse('values', 'too_many_values', message)
  }
  if (set.options?.alias && !(service.alias === 'anywhere' || (service.alias === 'apex' && set.name === zone))) {
    const where = service.alias === 'apex' ? ` except at ${nameWithoutFinalDot(zone)}` : ''
    refuse('aliasTarget', 'alias_not_supported', `the provider has no alias sets${where}`)
  }
  if (set.options?.proxied && !service.proxied.includes(set.type)) {
    refuse('proxied', 'proxied_not_supported', `the provider cannot proxy ${set.type} records`)
  }
  if (set.variant !== undefined && !service.variants) {
    refuse('variant', 'variants_not_supported', 'the provider holds one set for a name and type')
  }
  return [...problems, ...checkText(set, service)]
}

function checkText(set: RRset, service: ServiceLimits): SetProblem[] {
  if (set.type !== 'TXT') return []
  const { maxValue } = service.txt
  return set.records.flatMap((record, index) => {
    const size = textSize(record)
    if (size <= maxValue) return []
    const message = `the text has ${maxValue} bytes at most, and this one ${size}`
    return [setProblem(set, `values[${index}]`, 'txt_value_too_long', message)]
  })
}
