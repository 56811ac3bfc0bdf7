import { readEscape } from '../dns/name-escape.ts'
import { withUnicodeLabels } from '../dns/name-unicode.ts'
import type { Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'
import { textFromRdata } from '../dns/text.ts'

/** What somebody looks for, in the form in which it's compared: without case, and with its characters composed. */
export function searchedText(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/**
 * Whether the text (see `searchedText`) is in the set's name or in a value, as a part of it: as they are written, as people read
 * them (labels of IDN in their own characters, escapes in names as what they stand for, TXT as plain text).
 */
export function matchesSearch({ name, type, records, options }: RRset, searched: string): boolean {
  const target = options?.alias?.dnsName
  return (
    matchesName(name, searched) ||
    (target !== undefined && matchesName(target, searched)) ||
    records.some(record => matchesValue(type, record, searched))
  )
}

function matchesName(name: Name, searched: string): boolean {
  if (name.includes(searched)) return true
  const readable = withUnicodeLabels(name)
  return readable.includes(searched) || unescaped(readable).includes(searched)
}

function matchesValue(type: RecordType, record: Rdata, searched: string): boolean {
  if (type === 'TXT' || type === 'SPF') {
    const text = plainText(record)
    // What isn't UTF-8 is shown as it is written.
    if (!text.includes('\ufffd')) return searchedText(text).includes(searched)
  }
  return record.toLowerCase().includes(searched) || withUnicodeLabels(record).includes(searched)
}

/** Where there are no escapes the text itself. */
function unescaped(name: Name): string {
  if (!name.includes('\\')) return name
  let text = ''
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== '\\') text += name[index]
    else {
      const { byte, length } = readEscape(name, index, 0)
      text += String.fromCharCode(byte)
      index += length - 1
    }
  }
  return text
}

/** The record's strings put together, with a sign of its own for what is no UTF-8. */
function plainText(record: Rdata): string {
  return new TextDecoder().decode(textFromRdata(record))
}
