import { readDns } from '../contract/dns-input.ts'
import { domainName } from '../contract/domain-name.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordSetProblems } from '../contract/record-set.ts'
import type { RecordSet } from '../contract/records.ts'
import type { Problem } from '../contract/schema.ts'

/** What forms check with before anything is sent: the server's own rules, which need no server. */
export { domainProblems } from '../contract/domain-name.ts'
export { recordType } from '../contract/record-type.ts'
export { type RecordField, type RecordForm, recordForms } from './record-input-forms.ts'
export { commonTypes, proxiableTypes, typesOf, writesApexNs } from './record-input-types.ts'
export { composeValue, splitValue } from './record-input-values.ts'

/** What somebody has typed into a form. */
export interface RecordInput {
  name: string
  type: string
  ttl?: number | undefined
  values?: readonly string[]
  aliasTarget?: { dnsName: string; evaluateTargetHealth: boolean }
}

/** Everything that is wrong with a set in a zone, as far as it can be told without looking into the zone. */
export function recordInputProblems(input: RecordInput, zone: string): Problem[] {
  const { ttl } = input
  const isTtl = ttl === undefined || (Number.isInteger(ttl) && ttl >= 1 && ttl <= 2_147_483_647)
  const problems = recordSetProblems(input)
  return [
    ...problems,
    ...(problems.some(({ path }) => path === 'name') ? [] : placeProblems(input.name, zone)),
    ...(isTtl
      ? []
      : [{ path: 'ttl', code: 'out_of_range', message: 'a TTL is a number of seconds from 1 to 2147483647' }]),
  ]
}

/** The full name that a name in a form stands for, without the final dot; undefined for what is no name in the zone. */
export function fullName(name: string, zone: string): string | undefined {
  return readDns('name', () => ownerName(name, domainName(zone))).value?.replace(/\.$/, '')
}

/** A full name as it is shown in its zone: `@` for the zone itself, or the part before it. */
export function relativeName(name: string, zone: string): string {
  if (name === zone) return '@'
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name
}

/** Of which there is one in a zone: the name, the type, and the variant where sets have one. */
export function setKey({ name, type, variant }: Pick<RecordSet, 'name' | 'type' | 'variant'>): string {
  return [name, type, variant ?? ''].join(' ')
}

function placeProblems(name: string, zone: string): readonly Problem[] {
  return readDns('name', () => ownerName(name, domainName(zone))).problems
}
