/**
 * Reads the plain form of YAML that `zoneplane export --format yaml` writes: domains, their sets as a list, fields as scalars on
 * one line, values as a list. That is what large files are, and this reads them some twenty times as fast as a reader of all of YAML.
 * Undefined for everything else, which that reader then gets: comments behind values, anchors, flow style, and mistakes.
 */
export function readPlainYaml(text: string): { value: Record<string, Record<string, unknown>[]> } | undefined {
  const zones: Record<string, Record<string, unknown>[]> = {}
  let sets: Record<string, unknown>[] | undefined
  let set: Record<string, unknown> | undefined
  let values: string[] | undefined
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('      - ')) {
      const value = scalarOf(line.slice(8))
      if (values === undefined || value === undefined) return undefined
      values.push(value)
      continue
    }
    if (line.startsWith('  - ') || line.startsWith('    ')) {
      if (line[2] === '-') {
        if (sets === undefined || (set !== undefined && isOpen(values))) return undefined
        set = {}
        sets.push(set)
      }
      if (set === undefined || (line[2] !== '-' && isOpen(values))) return undefined
      const colon = line.indexOf(':')
      const field = line.slice(4, colon)
      if (colon < 0 || !/^[a-zA-Z]+$/.test(field) || Object.hasOwn(set, field)) return undefined
      values = undefined
      if (colon === line.length - 1) {
        if (field !== 'values') return undefined
        values = []
        set.values = values
        continue
      }
      const value = line[colon + 1] === ' ' ? scalarOf(line.slice(colon + 2)) : undefined
      if (value === undefined) return undefined
      set[field] = value
      continue
    }
    const domain = /^([a-z0-9_][a-z0-9_.-]*):$/.exec(line)?.[1]
    if (
      domain === undefined ||
      Object.hasOwn(zones, domain) ||
      (sets !== undefined && sets.length === 0) ||
      isOpen(values)
    ) {
      return undefined
    }
    sets = []
    zones[domain] = sets
    set = undefined
    values = undefined
  }
  return sets === undefined || sets.length === 0 || isOpen(values) ? undefined : { value: zones }
}

/** A list that has been begun, and has nothing in it: YAML's null. */
function isOpen(values: string[] | undefined): boolean {
  return values !== undefined && values.length === 0
}

/**
 * Plain scalars that mean themselves in every context of YAML, and quoted ones that JSON reads alike (YAML 1.2 §7.3). A colon
 * must be followed by something that is not blank.
 */
const plainForm = /^[A-Za-z0-9_/.+=](?:[A-Za-z0-9_/.+=;*@$()~^<-]|:(?=[^\s])|\\|-| (?=[^\s#]))*$/

function scalarOf(text: string): string | undefined {
  if (plainForm.test(text)) return text
  if (/^"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"$/.test(text)) {
    try {
      return JSON.parse(text) as string
    } catch {
      return undefined
    }
  }
  return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined
}

/** As this reader, and every other one, takes it for the same text. */
export function scalarText(text: string): string {
  return plainForm.test(text) ? text : JSON.stringify(text)
}
