import type { PlanData, RecordSet } from '../sdk/index.ts'
import type { Paint } from './paint.ts'
import { count } from './progress.ts'

type PlannedChange = PlanData['changes'][number]

/** Changes as people compare them: `+` what comes, `-` what goes, `~` what becomes something else, value by value. */
export function changeLines(changes: readonly PlannedChange[], paint: Paint): string[] {
  const width = Math.min(
    50,
    changes.reduce((width, { name }) => Math.max(width, name.length), 0),
  )
  return changes.flatMap(change => linesOf(change, width, paint))
}

export function summaryOf(changes: readonly Pick<PlannedChange, 'op'>[], unchanged?: number): string {
  const of = (op: PlannedChange['op']) => changes.filter(change => change.op === op).length
  const parts = [
    [of('create'), 'to create'],
    [of('replace'), 'to change'],
    [of('delete'), 'to delete'],
    [unchanged ?? 0, 'unchanged'],
  ] as const
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`)
  return told.length === 0 ? 'nothing to do' : told.join(', ')
}

function linesOf({ op, name, type, before, after }: PlannedChange, width: number, paint: Paint): string[] {
  const owner = `${name.padEnd(width)}  ${type.padEnd(5)}`
  if (op === 'create' && after !== null) return whole('green', `  + ${owner}`, after, paint)
  if (op === 'delete' && before !== null) return whole('red', `  - ${owner}`, before, paint)
  if (before === null || after === null) return []
  return [
    `${paint('yellow', `  ~ ${owner}`)}  ${headOfChange(before, after, paint)}`.trimEnd(),
    ...valueLines(before, after, paint),
  ]
}

/** A set of one value is one line. */
function whole(colour: 'red' | 'green', head: string, set: RecordSet, paint: Paint): string[] {
  const values = contentsOf(set)
  const facts = factsOf(set).join('  ')
  if (values.length === 1) return [paint(colour, `${head}  ${facts}  ${values[0]}`)]
  const sign = colour === 'red' ? '-' : '+'
  return [paint(colour, `${head}  ${facts}`), ...values.map(value => paint(colour, `      ${sign} ${value}`))]
}

function headOfChange(before: RecordSet, after: RecordSet, paint: Paint): string {
  const [old, fresh] = [factsOf(before).join('  '), factsOf(after).join('  ')]
  return old === fresh ? fresh : `${paint('red', old)} → ${paint('green', fresh)}`
}

function valueLines(before: RecordSet, after: RecordSet, paint: Paint): string[] {
  const [old, fresh] = [contentsOf(before), contentsOf(after)]
  const kept = old.filter(value => fresh.includes(value)).map(value => `        ${value}`)
  const gone = old.filter(value => !fresh.includes(value)).map(value => paint('red', `      - ${value}`))
  const come = fresh.filter(value => !old.includes(value)).map(value => paint('green', `      + ${value}`))
  return gone.length + come.length === 0 ? [] : [...kept, ...gone, ...come]
}

export function contentsOf({ values, aliasTarget }: RecordSet): string[] {
  return aliasTarget === undefined ? (values ?? []) : [`alias of ${aliasTarget.dnsName}`]
}

/** TTL, and what a provider can be told besides. */
export function factsOf({ ttl, proxied, variant, routing }: RecordSet): string[] {
  return [
    ...(ttl === undefined ? [] : [String(ttl)]),
    ...(proxied === true ? ['proxied'] : []),
    ...(variant === undefined ? [] : [`[${variant}${routing === undefined ? '' : `: ${routing.policy}`}]`]),
  ]
}
