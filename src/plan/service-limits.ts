import type { RecordType } from '../dns/rrset.ts'
import type { Change, Weight } from './types.ts'

/** What the keeper of a zone can hold, as far as checks need to know it. Every provider's capabilities are one of these. */
export interface ServiceLimits {
  types: ReadonlySet<RecordType> | 'all'
  /** Seconds. `allowed` where only certain values are accepted. `automatic`: a value below `min` that leaves the choice to the service. */
  ttl: { min: number; max: number; allowed?: readonly number[]; automatic?: number }
  alias: 'none' | 'apex' | 'anywhere'
  proxied: readonly RecordType[]
  variants: boolean
  flattensApexCname: boolean
  /** What can't stand beside a CNAME below the apex, where it isn't all but its signatures. */
  barredByCname?: ReadonlySet<RecordType>
  apexNs: 'hidden' | 'read' | 'write'
  maxValuesPerSet: number
  /** Bytes of text in one TXT record, and in all TXT records of one name. */
  txt: { maxValue: number; maxName?: number }
}

/** How much goes into one call. Every provider's `capabilities.batch` is one of these. */
export interface BatchLimits {
  maxChanges: number
  /** Upper bound by counter; a counter without one is not limited. */
  limits: Weight
  /** What the changes of one name may come to that go alone, where that is more. */
  alone?: Weight
  weigh(change: Change): Weight
}
