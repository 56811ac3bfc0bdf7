import type { WantedChange } from '../contract/changes.ts'
import { recordType } from '../contract/record-type.ts'
import { rdataFromValue } from '../contract/record-value.ts'
import type { KnownSet } from '../plan/types.ts'
import { readAlias } from './alias-input.ts'
import type { Read, ZoneFacts } from './parse-record-set.ts'

/** What a checked change (`changeProblems`) says that its set is. */
export function readKnownSet(
  type: string,
  given: NonNullable<WantedChange['ifCurrent']> | null,
  facts: ZoneFacts,
): Read<KnownSet | null> {
  if (given === null) return { value: null, problems: [] }
  const { ttl, values, aliasTarget, proxied, routing } = given
  const alias = aliasTarget && readAlias(aliasTarget, facts)
  if (alias !== undefined && alias.value === undefined) {
    const problems = alias.problems.map(problem => ({ ...problem, path: `ifCurrent.${problem.path}` }))
    return { value: undefined, problems }
  }
  const known = recordType(type)
  if (known === undefined) throw new TypeError('the type has not been checked')
  const value: KnownSet = {
    ...(ttl !== undefined && { ttl }),
    ...(values && { records: values.map(text => rdataFromValue(known, text)) }),
    ...(alias && { alias: alias.value }),
    ...(proxied !== undefined && { proxied }),
    ...(routing && { routing: routing as NonNullable<KnownSet['routing']> }),
  }
  return { value, problems: [] }
}
