import { DnsError } from '../../dns/problem.ts'
import { parseRdata } from '../../dns/rdata.ts'
import type { Rdata, RecordType } from '../../dns/rrset.ts'
import { tokenize } from '../../dns/tokens.ts'
import { decimalToOctal, octalToDecimal, toServiceName } from './names.ts'

/** By type, which words of a value are names; Route 53 writes these as it writes owners. */
const nameFields: Readonly<Record<RecordType, number>> = {
  CNAME: 0,
  NS: 0,
  PTR: 0,
  MX: 1,
  SRV: 3,
  NAPTR: 5,
  SVCB: 1,
  HTTPS: 1,
}

/** A record's data as Route 53 takes them: canonical text with octal escapes. What came as nobody could read it goes back as it came. */
export function toServiceValue(type: RecordType, rdata: Rdata): string {
  if (!rdata.includes('\\')) return rdata
  const field = nameFields[type]
  return field === undefined ? decimalToOctal(rdata) : unlessUnreadable(rdata, () => withServiceName(rdata, field))
}

function withServiceName(rdata: Rdata, field: number): string {
  return tokenize(rdata)
    .map(({ text, quoted }, index) => {
      if (index === field) return toServiceName(text)
      return decimalToOctal(quoted ? `"${text}"` : text)
    })
    .join(' ')
}

/**
 * The data of a value that Route 53 gives back. It gives values as they were written: with or without the final dot, in capitals,
 * addresses in any form. One that can't be read stays as it is, since a zone must not become unreadable by one odd value.
 */
export function fromServiceValue(type: RecordType, value: string): Rdata {
  return unlessUnreadable(value, () => parseRdata(type, octalToDecimal(value)))
}

function unlessUnreadable(text: string, convert: () => string): string {
  try {
    return convert()
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    return text
  }
}
