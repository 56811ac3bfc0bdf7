/** A name as bytes in labels, each byte as a character. */
export type Labels = string[]

/** Reads a name with its octal escapes; undefined where it isn't one. */
export function readName(text: string): Labels | undefined {
  if (text === '.') return []
  const parts = text.toLowerCase().match(/(?:[^.\\]|\\[0-3][0-7]{2})+|\.|\\/gs) ?? []
  const labels: Labels = []
  let expectsLabel = true
  for (const part of parts) {
    if (part === '\\' || (part === '.') === expectsLabel) return undefined
    if (part !== '.')
      labels.push(
        part.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)).toLowerCase()),
      )
    expectsLabel = part === '.'
  }
  const size = labels.reduce((sum, label) => sum + label.length + 1, 1)
  const isLegal =
    labels.length > 0 && size <= 255 && labels.every(label => label.length <= 63 && /^[\0-\xff]*$/.test(label))
  return isLegal ? labels : undefined
}

/** As the service gives names back: all but letters, digits, `-` and `_` as octal escapes. */
export function writeName(labels: Labels): string {
  return `${labels.map(label => label.replace(/[^a-z0-9_-]/gs, octal)).join('.')}.`
}

function octal(byte: string): string {
  return `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/** Names in the order of listings: labels from the last to the first, with the dots between and after them. */
export function orderKey(labels: Labels): string {
  return `${[...labels].reverse().join('.')}.`
}

export function isWithin(labels: Labels, zone: Labels): boolean {
  return zone.length === 0 || zone.join('.') === labels.slice(-zone.length).join('.')
}
