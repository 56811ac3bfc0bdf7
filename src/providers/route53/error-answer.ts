import type { Refusal } from './failures.ts'

/**
 * Reads the XML of an error, in either of the two shapes that Route 53 has: `ErrorResponse` with an `Error` of `Code` and
 * `Message`, and, for InvalidChangeBatch, an element of that name with `Messages` and no code at all. What isn't XML of that kind,
 * such as the HTML page of a proxy, comes out without a code.
 */
export function readErrorAnswer(status: number, text: string, headers: Headers): Refusal {
  const root = /^\s*(?:<\?xml[^>]*\?>)?\s*<([A-Za-z][\w.]*)[\s>]/.exec(text)?.[1]
  const isXml = root !== undefined && root.toLowerCase() !== 'html'
  const requestId = elements(text, 'RequestI[dD]')[0] ?? headers.get('x-amzn-requestid') ?? undefined
  if (!isXml) return { status, code: '', messages: [notXml(status)], requestId }
  const code = elements(text, 'Code')[0] ?? (/^(ErrorResponse|Errors?|Response)$/.test(root) ? '' : root)
  const messages = elements(text, '[Mm]essage')
  const all = messages.flatMap(message => splitMessages(code, message))
  return { status, code, messages: [...new Set(all)], requestId }
}

/** Says what came instead of an answer, and where it most likely came from. */
export function notXml(status: number): string {
  return `something that is no answer of the service came, with HTTP status ${status}: is a proxy or another service there?`
}

/** In the one shape all messages stand in one, as a list in brackets: `[first, second]`. */
function splitMessages(code: string, message: string): string[] {
  if (code !== 'InvalidChangeBatch' || !/^\[.*\]$/s.test(message)) return [message]
  return message.slice(1, -1).split(/, (?=Tried to |RRSet |Invalid |The request |Number of |RDATA |Duplicate |FATAL )/)
}

function elements(text: string, name: string): string[] {
  const found = text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))
  return [...found].map(([, content = '']) => decodeEntities(content.trim())).filter(content => content !== '')
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? entity
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
}
