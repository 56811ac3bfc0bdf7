/**
 * Reads the plain form of YAML that `zoneplane export --format yaml` writes: domains, their sets as a list, fields as scalars on
 * one line, values as a list. That is what large files are, and this reads them some twenty times as fast as a reader of all of YAML.
 * Undefined for everything else, which that reader then gets: comments behind values, anchors, flow style, and mistakes.
 */
export function readPlainYaml(text: string): { value: Record<string, Fields[]> } | undefined {
  const reading: Reading = { zones: {}, sets: undefined, set: undefined, values: undefined }
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    if (!readLine(reading, line)) return undefined
  }
  return isComplete(reading) && reading.sets !== undefined ? { value: reading.zones } : undefined
}

type Fields = Record<string, unknown>

/** What has been read, and what the next lines belong to. */
interface Reading {
  zones: Record<string, Fields[]>
  sets: Fields[] | undefined
  set: Fields | undefined
  /** The list that was begun by the line before, or by one above it. */
  values: string[] | undefined
}

/** False for a line that isn't plain. */
function readLine(reading: Reading, line: string): boolean {
  if (line.startsWith('      - ')) return readItem(reading, line.slice(8))
  if (line.startsWith('  - ')) return beginSet(reading) && readField(reading, line.slice(4))
  return line.startsWith('    ') ? readField(reading, line.slice(4)) : beginZone(reading, line)
}

function beginZone(reading: Reading, line: string): boolean {
  const domain = /^([a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)+):$/.exec(line)?.[1]
  if (domain === undefined || Object.hasOwn(reading.zones, domain) || !isComplete(reading)) return false
  const sets: Fields[] = []
  reading.zones[domain] = sets
  Object.assign(reading, { sets, set: undefined, values: undefined })
  return true
}

function beginSet(reading: Reading): boolean {
  if (reading.sets === undefined || reading.values?.length === 0) return false
  reading.set = {}
  reading.values = undefined
  reading.sets.push(reading.set)
  return true
}

function readField(reading: Reading, text: string): boolean {
  const { set } = reading
  const colon = text.indexOf(':')
  const field = text.slice(0, colon)
  if (set === undefined || reading.values?.length === 0) return false
  if (!/^[a-zA-Z]+$/.test(field) || Object.hasOwn(set, field)) return false
  const isList = colon === text.length - 1
  const value = isList ? [] : text[colon + 1] === ' ' ? scalarOf(text.slice(colon + 2)) : undefined
  if (value === undefined || (isList && field !== 'values')) return false
  set[field] = value
  reading.values = Array.isArray(value) ? value : undefined
  return true
}

function readItem({ values }: Reading, text: string): boolean {
  const value = scalarOf(text)
  if (values === undefined || value === undefined) return false
  values.push(value)
  return true
}

/** A list that has been begun, and has nothing in it, is YAML's null. */
function isComplete({ sets, values }: Reading): boolean {
  return sets?.length !== 0 && values?.length !== 0
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
