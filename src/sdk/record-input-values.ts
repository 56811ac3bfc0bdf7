import { type RecordField, recordForms } from './record-input-forms.ts'

/** Fields of types that have no form, and of values that don't fit theirs. */
const whole: readonly RecordField[] = [
  { label: 'Value', help: 'in presentation form', example: '\\# 4 0a000001', kind: 'rest', width: 'wide' },
]

/**
 * A value in presentation form, as the texts of its form's fields. Values that wouldn't come back the same come whole, in one
 * field; so does everything of types without a form.
 */
export function splitValue(type: string, value: string): { fields: readonly RecordField[]; texts: string[] } {
  const fields = recordForms[type]?.fields ?? whole
  if (value === '') return { fields, texts: fields.map(({ initial = '' }) => initial) }
  const texts = split(fields, value)
  if (texts !== undefined && compose(fields, texts) === value) return { fields, texts }
  return { fields: whole, texts: [value] }
}

/** The value that the texts of fields make; none where nothing was written but what stands there at first. */
export function composeValue(fields: readonly RecordField[], texts: readonly string[]): string {
  const isNew = fields.every(({ initial = '' }, index) => (texts[index] ?? '').trim() === initial)
  return isNew ? '' : compose(fields, texts)
}

function compose(fields: readonly RecordField[], texts: readonly string[]): string {
  const [only] = fields
  if (fields.length === 1 && only?.kind === 'rest') return texts[0] ?? ''
  return fields
    .map(({ kind }, index) => {
      const text = (texts[index] ?? '').trim()
      return kind === 'quoted' ? quote(text) : text
    })
    .join(' ')
    .trimEnd()
}

function split(fields: readonly RecordField[], value: string): string[] | undefined {
  if (fields.length === 1 && fields[0]?.kind === 'rest') return [value]
  const texts: string[] = []
  let left = value
  for (const { kind } of fields) {
    if (kind === 'rest') {
      texts.push(left)
      left = ''
      continue
    }
    const found = (kind === 'quoted' ? /^"((?:[^"\\]|\\.)*)"(?: |$)/s : /^([^\s"]+)(?: |$)/).exec(left)
    if (found === null) return undefined
    texts.push(kind === 'quoted' ? unquote(found[1] ?? '') : (found[1] ?? ''))
    left = left.slice(found[0].length)
  }
  return left === '' ? texts : undefined
}

/** Decimal escapes (`\000`) stay as they are. */
function quote(text: string): string {
  return `"${text.replaceAll(/\\(?!\d{3})|"/g, character => `\\${character}`)}"`
}

function unquote(text: string): string {
  return text.replaceAll(/\\(["\\])/g, '$1')
}
