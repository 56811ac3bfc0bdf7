import { nameWithoutFinalDot } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import { refuse, stored } from './resolve.ts'
import { isSameRecords } from './same-set.ts'
import { anyType, type Intent, type Resolution } from './types.ts'

type IntentTo<Op extends Intent['op']> = Extract<Intent, { op: Op }>

/** What the resolution of intents about whole names has to know of the zone. */
export interface NameRules {
  zone: Name
  canonical?(set: RRset): RRset
}

/**
 * A prerequisite, given all sets at its name (RFC 2136 §3.2). Refusals have the RCODE's word for their code: `yxdomain`, `nxdomain`,
 * `yxrrset`, `nxrrset`.
 */
export function resolveRequire(intent: IntentTo<'require'>, there: readonly RRset[], rules?: NameRules): Resolution {
  const { name, type, is } = intent
  if (type === anyType) {
    const isInUse = there.length > 0 || name === rules?.zone
    if (isInUse === (is === 'present')) return { status: 'unchanged' }
    return isInUse
      ? refuse('yxdomain', `${nameWithoutFinalDot(name)} is in use (prerequisite: it is not)`)
      : refuse('nxdomain', `${nameWithoutFinalDot(name)} has no records (prerequisite: it has)`)
  }
  return resolveSetRequire(intent, there, rules)
}

function resolveSetRequire(
  { name, type, is, records }: IntentTo<'require'>,
  there: readonly RRset[],
  { zone, canonical = (set: RRset) => set }: Partial<NameRules> = {},
): Resolution {
  const sets = there.filter(set => set.type === type)
  // Not every service shows them, and no zone is without.
  const isThere = sets.length > 0 || (name === zone && (type === 'SOA' || type === 'NS'))
  if (is === 'absent') {
    return isThere
      ? refuse('yxrrset', `${nameWithoutFinalDot(name)} has ${type} records (prerequisite: it has none)`)
      : { status: 'unchanged' }
  }
  if (!isThere) return refuse('nxrrset', `${nameWithoutFinalDot(name)} has no ${type} records (prerequisite: it has)`)
  if (records === undefined) return { status: 'unchanged' }
  const [only] = sets
  const isSame = sets.length === 1 && only && isSameRecords(stored({ name, type }, records, canonical), only.records)
  if (isSame) return { status: 'unchanged' }
  return refuse('nxrrset', `${nameWithoutFinalDot(name)} has other ${type} records than the prerequisite says`)
}

/** RFC 2136 §3.4.2.3. The apex keeps its SOA and NS sets: whoever makes the intent excepts them. */
export function resolveClear({ name, except, only }: IntentTo<'clear'>, there: readonly RRset[]): Resolution {
  const sets = there.filter(({ type }) => !except.includes(type))
  const barred = sets.find(({ type }) => only !== undefined && !only.includes(type))
  if (barred)
    return refuse(
      'forbidden',
      `The grants of this key do not cover the ${barred.type} records of ${nameWithoutFinalDot(name)}.`,
    )
  const variant = sets.find(set => set.variant !== undefined)
  if (variant) return refuseVariants(variant)
  return { status: 'cleared', changes: sets.map(before => ({ op: 'delete', before })) }
}

/** Whoever edits a set by name and type alone doesn't know of several that the service chooses between. */
export function variantsInTheWay({ type }: IntentTo<'edit'>, there: readonly RRset[]): Resolution | undefined {
  const variant = there.find(set => set.type === type && set.variant !== undefined)
  return variant && refuseVariants(variant)
}

function refuseVariants({ name, type }: RRset): Resolution {
  const message = `${nameWithoutFinalDot(name)} has ${type} sets with a routing policy, which can only be changed one by one`
  return refuse('routing_policy_present', message)
}
