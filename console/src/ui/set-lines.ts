import type { RecordSet } from '../../../src/sdk/index.ts'

export interface SetLine {
  mark: 'kept' | 'added' | 'removed'
  text: string
}

/** What a set says, line by line: its values or the target of its alias, and what else a provider keeps with it. */
export function contentOf(set: RecordSet): string[] {
  const { values = [], aliasTarget } = set
  return aliasTarget === undefined ? values : [`alias of ${aliasTarget.dnsName}`]
}

/** What a provider keeps with a set, beside its data. */
export function optionsOf({ proxied, variant, routing, aliasTarget }: RecordSet): string[] {
  const { policy, ...details } = routing ?? { policy: undefined }
  return [
    ...(proxied === undefined ? [] : [proxied ? 'proxied' : 'not proxied']),
    ...(variant === undefined ? [] : [`variant ${variant}`]),
    ...(policy === undefined
      ? []
      : [[policy, ...Object.entries(details).map(([key, value]) => `${key} ${text(value)}`)].join(', ')]),
    ...(aliasTarget?.evaluateTargetHealth === true ? ['evaluates the health of the target'] : []),
  ]
}

/** All that is different between two states of a set, and what isn't. Either may not be there. */
export function diffLines(before: RecordSet | null, after: RecordSet | null): SetLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const added = fresh.filter(line => !old.includes(line))
  return [
    ...old.map((line): SetLine => ({ mark: fresh.includes(line) ? 'kept' : 'removed', text: line })),
    ...added.map((line): SetLine => ({ mark: 'added', text: line })),
  ]
}

function linesOf(set: RecordSet | null): string[] {
  if (set === null) return []
  const ttl = set.ttl === undefined ? [] : [`TTL ${set.ttl}`]
  return [...contentOf(set), ...ttl, ...optionsOf(set)]
}

function text(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.values(value).join('/') : String(value)
}
