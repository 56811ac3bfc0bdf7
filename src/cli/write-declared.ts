import type { RecordSet } from '../sdk/index.ts'
import { isManaged } from './diff-zone.ts'
import { scalarText } from './plain-yaml.ts'

/** A zone in the declarative form: all of its sets but SOA, and NS at the apex, which providers keep by themselves. */
export function declaredSets(domain: string, sets: readonly RecordSet[]): RecordSet[] {
  return sets.filter(set => !isManaged(domain, set)).map(set => ({ ...set, name: relativeName(domain, set.name) }))
}

export function yamlOf(domain: string, sets: readonly RecordSet[]): string {
  const declared = declaredSets(domain, sets)
  if (declared.length === 0) return `${domain}: []\n`
  return `${domain}:\n${declared.map(setText).join('')}`
}

function setText({ name, type, ttl, values, variant, ...others }: RecordSet): string {
  const lines = [
    `  - name: ${scalarText(name)}`,
    `    type: ${type}`,
    ...(variant === undefined ? [] : [`    variant: ${scalarText(variant)}`]),
    ...(ttl === undefined ? [] : [`    ttl: ${ttl}`]),
    ...(values === undefined ? [] : ['    values:', ...values.map(value => `      - ${scalarText(value)}`)]),
    // JSON is YAML: what is seldom there stands on one line.
    ...Object.entries(others).map(([field, value]) => `    ${field}: ${JSON.stringify(value)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** `@`, or the part before the domain, unless that would be read as a full name again. */
function relativeName(domain: string, name: string): string {
  if (name === domain) return '@'
  const relative = name.slice(0, -domain.length - 1)
  return relative === domain || relative.endsWith(`.${domain}`) ? name : relative
}
