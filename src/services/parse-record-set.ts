import { type DnsInput, readDns } from '../contract/dns-input.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import type { DeleteRecordBody, PutRecordBody } from '../contract/records.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType, RRset } from '../dns/rrset.ts'
import type { Intent } from '../plan/types.ts'
import type { Capabilities } from '../providers/provider.ts'
import type { Zone } from '../store/store.ts'
import { readAlias } from './alias-input.ts'
import type { Deps } from './deps.ts'
import { kindOf } from './open-provider.ts'

/** Seconds that a set lives in caches where the request doesn't say. */
export const defaultTtl = 300

/** What requests are read with: the zone, and what its keeper can do. */
export interface ZoneFacts {
  domain: Name
  hostedZoneId: string
  capabilities: Capabilities
}

export function factsOf(deps: Pick<Deps, 'kinds'>, { domain, binding }: Zone): ZoneFacts {
  return { domain, hostedZoneId: binding.hostedZoneId, capabilities: kindOf(deps, binding.provider).capabilities }
}

/** What reading a part of a request came to. */
export type Read<T> = { value: T; problems: readonly [] } | { value: undefined; problems: readonly Problem[] }

/** The set that a checked request (`recordSetProblems`) describes. Throws AppError with all that only the zone shows. */
export function parseRecordSet(body: PutRecordBody, facts: ZoneFacts): RRset {
  return accepted(readRecordSet(body, facts))
}

/** What a checked request wants to be deleted, and what it says that is. */
export function parseDeletion(body: DeleteRecordBody, facts: ZoneFacts): Intent & { op: 'delete' } {
  return accepted(readDeletion(body, facts))
}

export function readRecordSet(body: PutRecordBody, facts: ZoneFacts): Read<RRset> {
  const name = readName(body.name, facts)
  const options = readOptions(body, facts)
  const problems = [...name.problems, ...options.problems]
  if (name.value === undefined || options.value === undefined) return { value: undefined, problems }
  const type = typeOf(body)
  const { values = [], variant, ttl = defaultTtl } = body
  const isAlias = options.value.alias !== undefined
  const value: RRset = {
    name: name.value,
    type,
    ...(variant !== undefined && { variant }),
    ttl: isAlias ? 0 : ttl,
    records: isAlias ? [] : values.map(text => rdataFromValue(type, text)),
    ...(Object.keys(options.value).length > 0 && { options: options.value }),
  }
  return { value, problems: [] }
}

export function readDeletion(body: DeleteRecordBody, facts: ZoneFacts): Read<Intent & { op: 'delete' }> {
  const name = readName(body.name, facts)
  const { values, variant, aliasTarget } = body
  const alias = aliasTarget === undefined ? none : readAlias(aliasTarget, facts)
  const problems = [...name.problems, ...alias.problems]
  if (name.value === undefined || problems.length > 0) return { value: undefined, problems }
  const type = typeOf(body)
  const value: Intent & { op: 'delete' } = {
    op: 'delete',
    name: name.value,
    type,
    ...(variant !== undefined && { variant }),
    ...(values !== undefined && { expected: values.map(text => rdataFromValue(type, text)) }),
    ...(alias.value !== undefined && { alias: alias.value }),
  }
  return { value, problems: [] }
}

const none: Read<undefined> = { value: undefined, problems: [] }

type Options = NonNullable<RRset['options']>

function readOptions({ aliasTarget, proxied, routing, type }: PutRecordBody, facts: ZoneFacts): Read<Options> {
  const { capabilities } = facts
  const problems: Problem[] = []
  if (proxied !== undefined && capabilities.proxied.length === 0) {
    const message = 'the provider has no proxies to serve sets through'
    problems.push({ path: 'proxied', code: 'proxied_not_supported', message })
  }
  if (routing !== undefined && !capabilities.variants) {
    const message = 'the provider has no routing policies'
    problems.push({ path: 'routing', code: 'variants_not_supported', message })
  }
  const alias = aliasTarget === undefined ? none : readAlias(aliasTarget, facts)
  if (problems.length + alias.problems.length > 0) {
    return { value: undefined, problems: [...problems, ...alias.problems] }
  }
  const isProxiable = capabilities.proxied.includes(recordType(type) ?? '')
  const value = {
    ...(alias.value !== undefined && { alias: alias.value }),
    // Of what can't be proxied it goes without saying that it isn't.
    ...(proxied !== undefined && (proxied || isProxiable) && { proxied }),
    ...(routing !== undefined && { routing: routing as NonNullable<Options['routing']> }),
  }
  return { value, problems: [] }
}

function readName(text: string, { domain }: ZoneFacts): DnsInput<Name> {
  return readDns('name', () => ownerName(text, domain))
}

function typeOf({ type }: { type: string }): RecordType {
  const known = recordType(type)
  if (known === undefined) throw new TypeError('the type has not been checked')
  return known
}

function accepted<T>({ value, problems }: Read<T>): T {
  if (value === undefined) throw problemsError(problems)
  return value
}
