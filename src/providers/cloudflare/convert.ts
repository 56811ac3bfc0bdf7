import { isUtf8 } from 'node:buffer'
import { nameWithoutFinalDot, parseName } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import { parseRdata, rdataFromWire, rdataToWire } from '../../dns/rdata.ts'
import type { Name, Rdata, RecordType } from '../../dns/rrset.ts'
import { textFromRdata, textToRdata } from '../../dns/text.ts'
import { type Token, tokenize } from '../../dns/tokens.ts'
import { canonicalRdata } from './canonical.ts'
import { locationData, locationText } from './location-data.ts'
import type { CloudflareRecord, RecordValue } from './record.ts'
import { structuredTypes, type ValueField } from './value-fields.ts'

/** Names come and go without the final dot. */
export function nameToCloudflare(name: Name): string {
  return nameWithoutFinalDot(name)
}

/** Throws DnsError for what is no name. */
export function nameFromCloudflare(name: string): Name {
  return parseName(name.endsWith('.') ? name : `${name}.`)
}

/** A value as the API takes it. */
export function valueToCloudflare(type: RecordType, rdata: Rdata): RecordValue {
  const fields = structuredTypes.get(type)
  if (fields !== undefined) return structured(fields, tokenize(rdata))
  if (type === 'LOC') return { data: locationData(rdata) }
  const words = rdata.split(' ')
  if (type === 'MX') return { priority: Number(words[0]), content: nameToCloudflare(words[1]!) }
  if (type === 'CNAME' || type === 'NS' || type === 'PTR') return { content: nameToCloudflare(rdata) }
  return { content: rdata }
}

function structured(fields: readonly ValueField[], tokens: readonly Token[]): RecordValue {
  const value: RecordValue & { data: NonNullable<RecordValue['data']> } = { data: {} }
  for (const [index, field] of fields.entries()) {
    const part = partOf(field, tokens, index)
    if (field.isPriority) value.priority = Number(part)
    else value.data[field.key] = part
  }
  return value
}

function partOf({ form }: ValueField, tokens: readonly Token[], index: number): string | number {
  const { text = '' } = tokens[index] ?? {}
  switch (form) {
    case 'number':
      return Number(text)
    case 'word':
      return text
    case 'name':
      return nameToCloudflare(text)
    case 'rest':
      return tokens
        .slice(index)
        .map(token => token.text)
        .join(' ')
    case 'text':
      return decoder.decode(bytesOf(text))
  }
}

/** Whether the API can say the value: what it has in fields of their own are JSON strings, and so no bytes but UTF-8. */
export function isText(type: RecordType, rdata: Rdata): boolean {
  const fields = structuredTypes.get(type)
  if (fields?.some(({ form }) => form === 'text') !== true) return true
  return fields.every(({ form }, index) => form !== 'text' || isUtf8(bytesOf(tokenize(rdata)[index]?.text ?? '')))
}

/** Of the inside of a quoted string. */
function bytesOf(text: string): Uint8Array {
  return textFromRdata(`"${text}"`)
}

/**
 * A record's value in canonical form. Throws DnsError for one that has none: of a type that isn't known, or that the service
 * takes and the DNS doesn't.
 */
export function valueFromCloudflare(record: CloudflareRecord): Rdata {
  const { type, data, priority } = record
  const content = record.content ?? ''
  const fields = structuredTypes.get(type)
  if (fields !== undefined && data !== undefined && data !== null) return readRdata(type, presentation(fields, record))
  if (type === 'LOC') return parseRdata(type, data ? locationText(data) : content.replace(/^IN LOC /, ''))
  if (type === 'TXT') return textValue(content)
  const hasPriority = type === 'MX' || type === 'URI' || type === 'SRV'
  return parseRdata(type, hasPriority ? `${priority} ${content}` : content)
}

/**
 * What the service has taken is shown, though it may mean nothing, such as a digest of the wrong length: only so can it be put
 * right from here. Throws DnsError for what can't be written as a record at all.
 */
function readRdata(type: RecordType, text: string): Rdata {
  try {
    return parseRdata(type, text)
  } catch (error) {
    try {
      return rdataFromWire(type, rdataToWire(type, text))
    } catch {
      throw error
    }
  }
}

function presentation(fields: readonly ValueField[], { data, priority }: CloudflareRecord): string {
  const parts = fields.map(({ key, form, isPriority }) => {
    const part = isPriority ? priority : data?.[key]
    if (part === undefined) throw new DnsError('missing_field', `the service gave no ${key}`)
    if (form === 'name') return nameFromCloudflare(String(part))
    return form === 'text' ? textToQuoted(String(part)) : String(part)
  })
  return parts.join(' ').trimEnd()
}

/** One quoted string, of any length: URI and CAA have no others. */
function textToQuoted(text: string): string {
  return textToRdata(encoder.encode(text)).replaceAll('" "', '')
}

/** Texts that others have made may stand there without quotes (2025-10-20, terraform-provider-cloudflare#6354). */
function textValue(content: string): Rdata {
  return canonicalRdata(
    'TXT',
    content.startsWith('"') ? parseRdata('TXT', content) : textToRdata(encoder.encode(content)),
  )
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
