/** An element without attributes: those that requests have (`xmlns`) carry nothing. */
export interface XmlElement {
  name: string
  children: XmlElement[]
  /** Of an element without children. */
  text: string
}

/** Reads a document of elements and text. Throws a RangeError for anything that isn't one. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', children: [], text: '' }
  const open = [root]
  let end = 0
  for (const match of source.matchAll(/<\?[^>]*\?>|<!--.*?-->|<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)/gs)) {
    if (match.index !== end) throw new RangeError(`no XML at ${end}`)
    end += match[0].length
    const [, closes, name, , isEmpty, text] = match
    const parent = open.at(-1)!
    if (text !== undefined) parent.text += decodeEntities(text)
    else if (closes === '/') {
      if (open.length === 1 || parent.name !== name) throw new RangeError(`</${name}> closes nothing`)
      open.pop()
    } else if (name !== undefined) {
      const element: XmlElement = { name, children: [], text: '' }
      parent.children.push(element)
      if (isEmpty !== '/') open.push(element)
    }
  }
  const [document] = root.children
  if (end !== source.length || open.length > 1 || document === undefined || root.children.length > 1) {
    throw new RangeError('no whole XML document')
  }
  return document
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? entity
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
  })
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, sign => `&${Object.keys(entities).find(name => entities[name] === sign)};`)
}

/** `<name>content</name>`, the content being XML already. */
export function element(name: string, content: string, namespace?: string): string {
  return `<${name}${namespace === undefined ? '' : ` xmlns="${namespace}"`}>${content}</${name}>`
}
