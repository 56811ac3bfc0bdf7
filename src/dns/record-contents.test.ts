import { expect, test } from 'vitest'
import contents from '../../test/vectors/record-contents.json' with { type: 'json' }
import { parseRdata, rdataFromWire, rdataToWire } from './rdata.ts'

/** What was canonical there and has another form here, and why. */
const otherForms: { reason: string; applies(type: string, text: string): boolean; change(text: string): string }[] = [
  {
    reason: 'names in data are in lower case here',
    applies: (type, text) =>
      /^(CNAME|DNAME|MX|NS|PTR|SRV|AFSDB)$/.test(type) && /[A-Z]/.test(text.replace('\\000', '')),
    change: text => text.toLowerCase(),
  },
  {
    reason: 'base64 has no spaces here',
    applies: type => type === 'CDNSKEY' || type === 'DNSKEY',
    change: text => text.replace(/(?<=\S{20}) /g, ''),
  },
  {
    reason: 'values of service parameters are quoted here, and the target in lower case',
    applies: type => type === 'SVCB' || type === 'HTTPS',
    change: text => text.replace(/( [a-z0-9-]+)=([^" ]+)/g, '$1="$2"').replace(/ \S+/, target => target.toLowerCase()),
  },
]

/** What was accepted there and is refused here: the code, and why. */
const refusedHere: Record<string, { code: string; reason: string }> = {
  'TLSA 3 0 2': { code: 'invalid_digest_length', reason: 'SHA-512 has 64 bytes, and the row has two hashes' },
  'SSHFP 02 2': { code: 'invalid_digest_length', reason: 'SHA-256 has 32 bytes, and the row has six' },
}

const refusalOf = (type: string, text: string) =>
  Object.entries(refusedHere).find(([start]) => `${type} ${text}`.startsWith(start))?.[1]

test.each(contents.canonical)('$type $in is accepted and stays as it is, but for the named deviations', row => {
  const refusal = refusalOf(row.type, row.in)
  if (refusal) {
    expect(() => parseRdata(row.type, row.in)).toThrow(expect.objectContaining({ code: refusal.code }))
    return
  }
  const expected = otherForms
    .filter(form => form.applies(row.type, row.in))
    .reduce((text, form) => form.change(text), row.in)
  expect(parseRdata(row.type, row.in)).toBe(expected)
  expectStable(row.type, expected)
})

/** Canonical forms of the rows that aren't there; long ones by their beginning and what they come to. */
const canonicalForms: Record<string, string> = {
  'A 127.0.0.3': '127.0.0.3',
  'AAAA 0000::0000:0003': '::3',
  'AFSDB 03 turquoise.femto.edu.': '3 turquoise.femto.edu.',
  'APL 2:FF00:0:0:0:0::/8 !1:192.168.38.0/28': '2:ff00::/8 !1:192.168.38.0/28',
  'CDS 06454  08   01    24396e17e36d031f71c354b06a979a67a01f503e': '6454 8 1 24396e17e36d031f71c354b06a979a67a01f503e',
  'CDS 6454 8 2 5C BA665A006F6487625C6218522F09BD3673C25FA10F25CB18459AA1 0DF1F520':
    '6454 8 2 5cba665a006f6487625c6218522f09bd3673c25fa10f25cb18459aa10df1f520',
  'CERT 6 0 0 sadfdQ==': '6 0 0 sadfdQ==',
  'CERT 06 00 00 sadfee==': '6 0 0 sadfeQ==',
  'CERT IPGP 00 00 sadfee==': '6 0 0 sadfeQ==',
  'CNAME \\084\\069\\083\\084.': 'test.',
  'DLV 06454  08   01    24396e17e36d031f71c354b06a979a67a01f503e': '6454 8 1 24396e17e36d031f71c354b06a979a67a01f503e',
  'DNAME \\084\\069\\083\\084.': 'test.',
  'DS 06454  08   01    24396e17e36d031f71c354b06a979a67a01f503e': '6454 8 1 24396e17e36d031f71c354b06a979a67a01f503e',
  'EUI48 AA-BB-CC-DD-EE-F1': 'aa-bb-cc-dd-ee-f1',
  'EUI64 AA-BB-CC-DD-EE-FF-00-12': 'aa-bb-cc-dd-ee-ff-00-12',
  'KX 012 example.INTERNAL.': '12 example.internal.',
  'MX 01 example.org.': '1 example.org.',
  'NS \\084\\069\\083\\084.': 'test.',
  'OPENPGPKEY mG8EXtVIsRMFK4EEAC==': 'mG8EXtVIsRMFK4EEAA==',
  'PTR \\084\\069\\083\\084.': 'test.',
  'RP hostmaster.\\084\\069\\083\\084. .': 'hostmaster.test. .',
  'SMIMEA 3 01 0 aabbccDDeeff': '3 1 0 aabbccddeeff',
  'SRV 100 01 5061 example.com.': '100 1 5061 example.com.',
  'URI 10 01 "ftp://ftp1.example.test/public"': '10 1 "ftp://ftp1.example.test/public"',
}

test.each(contents.noncanonical)('$type $in is accepted in its canonical form', row => {
  const refusal = refusalOf(row.type, row.in)
  if (refusal) {
    expect(() => parseRdata(row.type, row.in)).toThrow(expect.objectContaining({ code: refusal.code }))
    return
  }
  const rdata = parseRdata(row.type, row.in)
  expect(rdata).toBe(canonicalForms[`${row.type} ${row.in}`] ?? formOf(row.type, row.in))
  expectStable(row.type, rdata)
})

/** Of the long rows: numbers without zeros in front and base64 without spaces; TXT in UTF-8 and strings of 255 bytes. */
function formOf(type: string, text: string): string {
  if (type === 'OPENPGPKEY') return text.replaceAll(' ', '')
  if (type !== 'TXT') return text.replace(/\b0+(?=\d+ )/g, '').replace(/ +/g, ' ')
  const strings =
    Buffer.from(text.trim().slice(1, -1))
      .toString('latin1')
      .match(/.{1,255}/gs) ?? []
  const escaped = (string: string) =>
    string.replace(/[^ -~]/g, byte => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`)
  return strings.map(string => `"${escaped(string)}"`).join(' ')
}

test.each(contents.invalid)('$type $in is refused', row => {
  expect(() => parseRdata(row.type, row.in)).toThrow(expect.objectContaining({ name: 'DnsError' }))
})

function expectStable(type: string, rdata: string): void {
  expect(parseRdata(type, rdata)).toBe(rdata)
  expect(rdataFromWire(type, rdataToWire(type, rdata))).toBe(rdata)
}
