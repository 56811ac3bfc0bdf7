import type { Problem, RecordSet, ZoneData } from '../../../src/sdk/index.ts'
import {
  composeValue,
  fullName,
  proxiableTypes,
  type RecordField,
  type RecordInput,
  recordInputProblems,
  recordType,
  relativeName,
  splitValue,
} from '../../../src/sdk/record-input.ts'
import { readTtl } from './ttl-text.ts'

/** What stands in the form of a record set. */
export interface RecordDraft {
  name: string
  type: string
  ttl: string
  values: ValueDraft[]
  isAlias: boolean
  aliasName: string
  evaluatesHealth: boolean
  isProxied: boolean
  /** Paths of the fields that somebody has been in: what is wrong with the others is not told yet. */
  touched: string[]
}

/** One value, as the texts of its type's fields. */
export interface ValueDraft {
  fields: readonly RecordField[]
  texts: string[]
}

export function draftOf(set: RecordSet | null, { domainName }: ZoneData): RecordDraft {
  return {
    name: set === null ? '' : relativeName(set.name, domainName),
    type: set?.type ?? 'A',
    ttl: String(set?.ttl ?? 300),
    values: (set?.values ?? ['']).map(value => splitValue(set?.type ?? 'A', value)),
    isAlias: set?.aliasTarget !== undefined,
    aliasName: set?.aliasTarget?.dnsName ?? '',
    evaluatesHealth: set?.aliasTarget?.evaluateTargetHealth ?? false,
    isProxied: set?.proxied ?? false,
    touched: [],
  }
}

/** The same for another type: texts stay where both types have one field, and begin anew where the fields are others. */
export function withType(draft: RecordDraft, text: string): RecordDraft {
  const type = text.toUpperCase()
  const { fields, texts } = splitValue(type.trim(), '')
  const values = draft.values.map(value =>
    fields.length === 1 && value.fields.length === 1 ? { fields, texts: value.texts } : { fields, texts },
  )
  const isSame = draft.values.every(value => value.fields === fields)
  return { ...draft, type, ...(!isSame && { values }) }
}

function valuesOf({ values }: RecordDraft): string[] {
  return values.map(({ fields, texts }) => composeValue(fields, texts))
}

/** Everything that is wrong with it, as the server would tell it. */
export function problemsOf(draft: RecordDraft, { domainName }: Pick<ZoneData, 'domainName'>): Problem[] {
  const problems = recordInputProblems(inputOf(draft), domainName)
  if (draft.name.trim() !== '') return problems
  // What is empty here stands for a name that hasn't been typed yet, and not for a name of no characters.
  const message = `type a name, or @ for ${domainName} itself`
  return [{ path: 'name', code: 'required', message }, ...problems.filter(({ path }) => path !== 'name')]
}

/** Everything as it would be sent. */
function inputOf(draft: RecordDraft): RecordInput {
  const { name, type, ttl, isAlias, aliasName, evaluatesHealth } = draft
  const common = { name: name.trim(), type: type.trim() }
  if (isAlias) return { ...common, aliasTarget: { dnsName: aliasName.trim(), evaluateTargetHealth: evaluatesHealth } }
  return { ...common, ttl: readTtl(ttl) ?? Number.NaN, values: valuesOf(draft) }
}

/** The set that a form without problems stands for. What the form doesn't show stays as it was. */
export function setFromDraft(draft: RecordDraft, initial: RecordSet | null, zone: ZoneData): RecordSet {
  const name = fullName(draft.name.trim(), zone.domainName) ?? draft.name
  const type = recordType(draft.type.trim()) ?? draft.type
  const kept = {
    ...(initial?.variant !== undefined && { variant: initial.variant }),
    ...(initial?.routing && { routing: initial.routing }),
    ...(proxiableTypes(zone.provider).includes(type) && { proxied: draft.isProxied }),
  }
  if (!draft.isAlias) return { name, type, ttl: readTtl(draft.ttl) ?? 300, values: valuesOf(draft), ...kept }
  const dnsName = draft.aliasName.trim()
  const before = initial?.aliasTarget
  // The id of the target's zone is the server's to find, unless the target is the one that was there.
  const hostedZoneId = before?.dnsName === dnsName ? { hostedZoneId: before.hostedZoneId } : {}
  const aliasTarget = { dnsName, evaluateTargetHealth: draft.evaluatesHealth, ...hostedZoneId }
  return { name, type, aliasTarget: aliasTarget as NonNullable<RecordSet['aliasTarget']>, ...kept }
}
