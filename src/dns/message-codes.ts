import { DnsError } from './problem.ts'

/** IANA "DNS OpCodes". */
const opcodes = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5, DSO: 6 } as const

/** IANA "DNS RCODEs"; 16 is what it is in messages, not in TSIG records. */
const rcodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  DSOTYPENI: 11,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
} as const

/** IANA "DNS CLASSes". */
const classes = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const

/** Mnemonic, or `OPCODE` and the number for those without one. */
export type Opcode = keyof typeof opcodes | `OPCODE${number}`
/** Mnemonic, or `RCODE` and the number. */
export type Rcode = keyof typeof rcodes | `RCODE${number}`
/** Mnemonic, or `CLASS` and the number (RFC 3597 §5). */
export type RecordClass = keyof typeof classes | `CLASS${number}`

const opcodeTable = codeTable<Opcode>('OPCODE', opcodes, 15)
const rcodeTable = codeTable<Rcode>('RCODE', rcodes, 4095)
const classTable = codeTable<RecordClass>('CLASS', classes, 65535)

/** These six throw nothing for what a message holds, and `invalid_code` for a word that is none. */
export const opcodeFromCode = opcodeTable.word
export const opcodeCode = opcodeTable.code
export const rcodeFromCode = rcodeTable.word
export const rcodeCode = rcodeTable.code
export const classFromCode = classTable.word
export const classCode = classTable.code

function codeTable<Word extends string>(prefix: string, codes: Readonly<Record<string, number>>, max: number) {
  const words = new Map(Object.entries(codes).map(([word, code]) => [code, word]))
  return {
    word: (code: number): Word => (words.get(code) ?? `${prefix}${code}`) as Word,
    code(word: Word): number {
      const code = Object.hasOwn(codes, word) ? codes[word]! : genericCode(prefix, word)
      if (code <= max) return code
      throw new DnsError('invalid_code', `${word} is no ${prefix.toLowerCase()}`)
    },
  }
}

/** NaN for a word of another form. */
function genericCode(prefix: string, word: string): number {
  const digits = word.startsWith(prefix) ? word.slice(prefix.length) : ''
  return /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN
}
